"""The lists and the settings of a Word document."""

from __future__ import annotations

from teamup.report.word.look import BODY, BULLETS, CELL_BULLETS, CLAUSES, GOLD, HEADINGS, NUMBERS, QUIET, SOURCES


def _list(number: int, kind: str, text: str, left: int, *, style: str = "", color: str = GOLD) -> str:
    linked = f'<w:pStyle w:val="{style}"/>' if style else ""
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/>'
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{linked}<w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:tabs><w:tab w:val="num" w:pos="{left}"/></w:tabs>'
        f'<w:ind w:left="{left}" w:hanging="{left}"/></w:pPr><w:rPr><w:color w:val="{color}"/></w:rPr></w:lvl>'
        "</w:abstractNum>"
    )


def _clauses() -> str:
    """Return the list of a memorandum: clauses, their numbered paragraphs, and lettered items under those."""
    levels = (
        ("decimal", "%1.", 560, 560, "PlanClause", GOLD),
        ("decimal", "%1.%2", 560, 560, "PlanClauseText", QUIET),
        ("lowerLetter", "(%3)", 980, 420, "PlanClauseItem", QUIET),
    )
    made = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:pStyle w:val="{style}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr><w:tabs><w:tab w:val="num" w:pos="{left}"/></w:tabs>'
        f'<w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr><w:rPr><w:color w:val="{color}"/></w:rPr></w:lvl>'
        for level, (kind, text, left, hanging, style, color) in enumerate(levels)
    )
    kind = '<w:multiLevelType w:val="multilevel"/>'
    return f'<w:abstractNum w:abstractNumId="{CLAUSES}">{kind}{made}</w:abstractNum>'


def numbering(fresh: int) -> str:
    """Return the lists as the inside of `w:numbering`, with `fresh` numbered lists that each begin at one."""
    kinds = (
        _list(HEADINGS, "decimal", "%1", 560, style="Heading1"),
        _list(BULLETS, "bullet", "•", 360, style="ListBullet"),
        _list(NUMBERS, "decimal", "%1.", 360, style="ListNumber", color=BODY),
        _list(CELL_BULLETS, "bullet", "•", 200, style="PlanCellBullet"),
        _clauses(),
        _list(SOURCES, "decimal", "%1", 480, style="PlanSource", color=BODY),
    )
    plain = "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(HEADINGS, SOURCES + 1)
    )
    again = "".join(
        f'<w:num w:numId="{SOURCES + n}"><w:abstractNumId w:val="{NUMBERS}"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        for n in range(1, fresh + 1)
    )
    return "".join((*kinds, plain, again))


def settings(language: str) -> str:
    """Return the settings of a document, as the inside of `w:settings`."""
    where = 'w:uri="http://schemas.microsoft.com/office/word"'
    names = ("overrideTableStyleFontSizeAndJustification", "enableOpenTypeFeatures", "doNotFlipMirrorIndents")
    rest = "".join(f'<w:compatSetting w:name="{name}" {where} w:val="1"/>' for name in names)
    return (
        '<w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/>'
        f'<w:compat><w:compatSetting w:name="compatibilityMode" {where} w:val="15"/>{rest}</w:compat>'
        f'<w:themeFontLang w:val="{language}"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
    )
