"""The styles of a Word document: everything in it has one, and nothing is formatted by hand."""

from __future__ import annotations

from teamup.report.word.look import (
    BODY,
    BULLETS,
    CELL_BULLETS,
    CLAUSES,
    FORM,
    GOLD,
    GOLD_TEXT,
    HAIR,
    HEADINGS,
    INK,
    NUMBERS,
    PAIR,
    QUIET,
    SANS,
    SERIF,
    SOURCES,
    TABLE,
    TEAL,
    VOICES,
    WASH,
    WASH_POLICE,
    WASH_SECURITY,
)


def _font(family: str) -> str:
    return f'<w:rFonts w:ascii="{family}" w:hAnsi="{family}" w:cs="Arial"/>'


def _run(*, size: float = 0, color: str = "", bold: bool = False, italic: bool = False, serif: bool = False) -> str:
    parts = [
        _font(SERIF) if serif else "",
        "<w:b/><w:bCs/>" if bold else "",
        "<w:i/><w:iCs/>" if italic else "",
        f'<w:color w:val="{color}"/>' if color else "",
        f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size else "",
    ]
    return f"<w:rPr>{''.join(parts)}</w:rPr>" if any(parts) else ""


def _spacing(before: int, after: int, line: int = 0) -> str:
    lines = f' w:line="{line}" w:lineRule="auto"' if line else ""
    return f'<w:spacing w:before="{before}" w:after="{after}"{lines}/>'


def _border(side: str, size: int, color: str, space: int = 4) -> str:
    return f'<w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{color}"/>'


def _numbered(number: int, level: int = 0) -> str:
    at = f'<w:ilvl w:val="{level}"/>' if level else ""
    return f'<w:numPr>{at}<w:numId w:val="{number}"/></w:numPr>'


def _outline(level: int) -> str:
    return f'<w:outlineLvl w:val="{level}"/>'


RULE_BELOW = f"<w:pBdr>{_border('bottom', 12, GOLD)}</w:pBdr>"
KEEP = "<w:keepNext/><w:keepLines/>"
LEFT_RULE = f"<w:pBdr>{_border('left', 18, GOLD, 8)}</w:pBdr>"
NOTE_BOX = f'{LEFT_RULE}<w:shd w:val="clear" w:color="auto" w:fill="FDF1DC"/>'
INDENT = '<w:ind w:left="216"/>'
COUNSEL_RULE = f'<w:pBdr><w:left w:val="dashed" w:sz="12" w:space="8" w:color="{GOLD}"/></w:pBdr>'
SIGN_RULE = f"<w:pBdr>{_border('bottom', 4, QUIET, 1)}</w:pBdr>"
TIGHT = "<w:contextualSpacing/>"
HANG, HANGING = '<w:tabs><w:tab w:val="left" w:pos="320"/></w:tabs>', '<w:ind w:left="320" w:hanging="320"/>'
RIGHT = '<w:jc w:val="right"/>'

PARAGRAPHS: tuple[tuple[str, str, str, str, str], ...] = (
    # id, name, based on, paragraph properties, run properties
    (
        "Title",
        "Title",
        "Normal",
        f"<w:keepLines/><w:pBdr>{_border('bottom', 24, GOLD, 8)}</w:pBdr>{_spacing(0, 240)}",
        _run(size=30, color=INK, bold=True, serif=True),
    ),
    ("Subtitle", "Subtitle", "Normal", f"{KEEP}{_spacing(960, 120)}", _run(size=12, color=GOLD_TEXT, bold=True)),
    ("PlanPlace", "Plan Place", "Normal", _spacing(0, 360), _run(size=13, color=QUIET)),
    (
        "Heading1",
        "heading 1",
        "Normal",
        f"{KEEP}{_numbered(HEADINGS)}{RULE_BELOW}{_spacing(480, 160)}{_outline(0)}",
        _run(size=18, color=INK, bold=True, serif=True),
    ),
    (
        "Heading2",
        "heading 2",
        "Normal",
        f"{KEEP}{_spacing(280, 80)}{_outline(1)}",
        _run(size=13, color=INK, bold=True, serif=True),
    ),
    (
        "Heading3",
        "heading 3",
        "Normal",
        f"{KEEP}{_spacing(200, 60)}{_outline(2)}",
        _run(size=11, color=INK, bold=True),
    ),
    (
        "TOCHeading",
        "TOC Heading",
        "Normal",
        f"{KEEP}{RULE_BELOW}{_spacing(0, 240)}",
        _run(size=18, color=INK, bold=True, serif=True),
    ),
    (
        "TOC1",
        "toc 1",
        "Normal",
        f'<w:tabs><w:tab w:val="left" w:pos="480"/></w:tabs>{_spacing(100, 100)}<w:ind w:left="480" w:hanging="480"/>',
        "",
    ),
    ("PlanIntro", "Plan Intro", "Normal", f"{KEEP}{_spacing(0, 160)}", _run(color=QUIET, italic=True)),
    (
        "PlanMission",
        "Plan Mission",
        "Normal",
        f"{LEFT_RULE}{_spacing(240, 200)}{INDENT}",
        _run(size=13, color=INK, serif=True),
    ),
    ("PlanLabel", "Plan Label", "Normal", f"{KEEP}{_spacing(240, 40)}", _run(size=9, color=QUIET, bold=True)),
    ("PlanRecord", "Plan Record", "Normal", f"{KEEP}{_spacing(200, 40)}", _run(color=INK, bold=True)),
    ("PlanFact", "Plan Fact", "Normal", f"{_spacing(30, 30)}{INDENT}", ""),
    ("PlanNote", "Plan Note", "Normal", f"{NOTE_BOX}{_spacing(160, 160)}{INDENT}", _run(size=10)),
    ("ListBullet", "List Bullet", "Normal", f"{_numbered(BULLETS)}{_spacing(40, 40)}{TIGHT}", ""),
    ("ListNumber", "List Number", "Normal", f"{_numbered(NUMBERS)}{_spacing(40, 40)}{TIGHT}", ""),
    ("ListContinue", "List Continue", "Normal", f'{_spacing(40, 40)}<w:ind w:left="360"/>', ""),
    ("PlanSource", "Plan Source", "Normal", f"{_numbered(SOURCES)}{_spacing(40, 40)}", _run(size=9)),
    ("Caption", "caption", "Normal", f"{KEEP}{_spacing(160, 80)}", _run(size=9.5, color=QUIET)),
    ("PlanCell", "Plan Cell", "Normal", _spacing(30, 30, 252), _run(size=9.5)),
    ("PlanCellHead", "Plan Cell Head", "PlanCell", "<w:keepNext/>", _run(size=9, color=INK, bold=True)),
    ("PlanCellNumber", "Plan Cell Number", "PlanCell", RIGHT, ""),
    ("PlanCellNumberHead", "Plan Cell Number Head", "PlanCellHead", RIGHT, ""),
    ("PlanCellBullet", "Plan Cell Bullet", "PlanCell", _numbered(CELL_BULLETS), ""),
    ("PlanHelp", "Plan Help", "Normal", f"<w:keepNext/>{_spacing(0, 80)}", _run(size=9, color=QUIET)),
    ("PlanOption", "Plan Option", "Normal", f"<w:keepLines/>{HANG}{_spacing(20, 60)}{HANGING}", ""),
    ("PlanCellOption", "Plan Cell Option", "PlanCell", f"{HANG}{HANGING}", ""),
    ("PlanAfterForm", "Plan After Form", "Normal", _spacing(0, 0, 120), _run(size=4)),
    ("PlanClause", "Plan Clause", "Heading2", _numbered(CLAUSES), ""),
    ("PlanClauseText", "Plan Clause Text", "Normal", f"{_numbered(CLAUSES, 1)}{_spacing(60, 100)}", ""),
    ("PlanClauseMore", "Plan Clause More", "Normal", '<w:ind w:left="560"/>', ""),
    ("PlanClauseItem", "Plan Clause Item", "Normal", f"{_numbered(CLAUSES, 2)}{_spacing(30, 50)}", ""),
    ("PlanClauseItemMore", "Plan Clause Item More", "Normal", f'{_spacing(30, 50)}<w:ind w:left="980"/>', ""),
    (
        "PlanCounselNote",
        "Plan Counsel Note",
        "Normal",
        f'{COUNSEL_RULE}{_spacing(60, 60)}<w:ind w:left="216"/>',
        _run(size=9.5, color=BODY),
    ),
    ("PlanSign", "Plan Sign", "Normal", f"<w:keepNext/>{SIGN_RULE}{_spacing(360, 0)}", ""),
    ("PlanBrief", "Plan Brief", "Normal", _spacing(12, 12, 240), _run(size=8.5)),
    ("PlanBriefBullet", "Plan Brief Bullet", "PlanBrief", _numbered(CELL_BULLETS), ""),
    ("PlanBriefOver", "Plan Brief Over", "Normal", f"{KEEP}{_spacing(0, 0)}", _run(size=9, color=GOLD_TEXT, bold=True)),
    (
        "PlanBriefTitle",
        "Plan Brief Title",
        "Title",
        f"<w:keepLines/><w:pBdr>{_border('bottom', 18, GOLD, 2)}</w:pBdr>{_spacing(0, 60, 240)}",
        _run(size=16),
    ),
    (
        "PlanBriefHeading1",
        "Plan Brief Heading 1",
        "Heading1",
        f"{KEEP}<w:pBdr>{_border('bottom', 6, GOLD, 1)}</w:pBdr>{_spacing(80, 30, 240)}",
        _run(size=10.5),
    ),
    ("PlanBriefHeading2", "Plan Brief Heading 2", "Heading2", f"{KEEP}{_spacing(40, 0, 240)}", _run(size=8.5)),
    (
        "Footer",
        "footer",
        "Normal",
        f"<w:pBdr>{_border('top', 4, HAIR, 6)}</w:pBdr>{_spacing(0, 0)}",
        _run(size=8.5, color=QUIET),
    ),
)
BOX_FONT = '<w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic" w:cs="Arial"/>'
CHARACTERS: tuple[tuple[str, str, str], ...] = (
    ("Strong", "Strong", _run(bold=True)),
    ("PlanQuiet", "Plan Quiet", _run(color=QUIET)),
    ("PlanLabelWord", "Plan Label Word", _run(color=QUIET, bold=True)),
    ("PlanOpen", "Plan Open", _run(color=GOLD_TEXT, bold=True)),
    ("PlanPolice", "Plan Police", _run(color=INK, bold=True)),
    ("PlanSecurity", "Plan Security", _run(color=TEAL, bold=True)),
    ("PlanJoint", "Plan Joint", _run(color=BODY, bold=True)),
    ("PlaceholderText", "Placeholder Text", _run(size=8.5, color=QUIET)),
    ("PlanBox", "Plan Box", f'<w:rPr>{BOX_FONT}<w:sz w:val="24"/><w:szCs w:val="24"/></w:rPr>'),
    ("PlanGap", "Plan Gap", '<w:rPr><w:b/><w:bCs/><w:shd w:val="clear" w:color="auto" w:fill="FBE3B0"/></w:rPr>'),
    ("Hyperlink", "Hyperlink", f'<w:rPr><w:color w:val="{TEAL}"/><w:u w:val="single"/></w:rPr>'),
)
HOUSE = "Plan"
"""How the ids of our own styles begin; the others are Word's."""
FOLLOWED_BY_TEXT = ("Title", "Subtitle", "Heading1", "Heading2", "Heading3", "TOCHeading", "PlanRecord", "PlanLabel")


def _own(style_id: str) -> str:
    return ' w:customStyle="1"' if style_id.startswith(HOUSE) else ""


def _paragraph_style(style_id: str, name: str, base: str, paragraph: str, run: str) -> str:
    following = '<w:next w:val="Normal"/>' if style_id in FOLLOWED_BY_TEXT else ""
    return (
        f'<w:style w:type="paragraph"{_own(style_id)} w:styleId="{style_id}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{base}"/>{following}<w:qFormat/><w:pPr>{paragraph}</w:pPr>{run}</w:style>'
    )


def _character_style(style_id: str, name: str, run: str) -> str:
    return (
        f'<w:style w:type="character"{_own(style_id)} w:styleId="{style_id}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/>{run}</w:style>'
    )


TABLE_STYLE = (
    f'<w:style w:type="table" w:customStyle="1" w:styleId="{TABLE}"><w:name w:val="Plan Table"/>'
    '<w:basedOn w:val="TableNormal"/><w:qFormat/>'
    f"<w:tblPr><w:tblBorders>{_border('top', 4, HAIR, 0)}{_border('bottom', 4, HAIR, 0)}"
    f"{_border('insideH', 4, HAIR, 0)}</w:tblBorders><w:tblCellMar>"
    '<w:top w:w="30" w:type="dxa"/><w:left w:w="90" w:type="dxa"/>'
    '<w:bottom w:w="30" w:type="dxa"/><w:right w:w="90" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/><w:color w:val="{INK}"/></w:rPr><w:tblPr/><w:trPr>'
    f"<w:tblHeader/></w:trPr><w:tcPr><w:tcBorders>{_border('bottom', 8, INK, 0)}</w:tcBorders>"
    f'<w:shd w:val="clear" w:color="auto" w:fill="{WASH}"/></w:tcPr></w:tblStylePr></w:style>'
)


FORM_STYLE = (
    f'<w:style w:type="table" w:customStyle="1" w:styleId="{FORM}"><w:name w:val="Plan Form"/>'
    '<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>'
    + "".join(_border(edge, 4, QUIET, 0) for edge in ("top", "left", "bottom", "right", "insideH", "insideV"))
    + '</w:tblBorders><w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="90" w:type="dxa"/>'
    '<w:bottom w:w="30" w:type="dxa"/><w:right w:w="90" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:tcPr>'
    f'<w:shd w:val="clear" w:color="auto" w:fill="{WASH}"/></w:tcPr></w:tblStylePr></w:style>'
)


def _pair(style_id: str, name: str, edges: str, sides: str) -> str:
    margins = '<w:tblCellMar><w:left w:w="110" w:type="dxa"/><w:right w:w="110" w:type="dxa"/></w:tblCellMar>'
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{style_id}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr>{edges}{margins}</w:tblPr>{sides}</w:style>'
    )


def _column(kind: str, color: str, wash: str) -> str:
    edges = "".join(_border(edge, 12, color, 0) for edge in ("top", "left", "bottom", "right"))
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{wash}"/>'
    return f'<w:tblStylePr w:type="{kind}"><w:tcPr><w:tcBorders>{edges}</w:tcBorders>{shade}</w:tcPr></w:tblStylePr>'


PAIR_STYLES = _pair(PAIR, "Plan Pair", "", "") + _pair(
    VOICES,
    "Plan Voices",
    f"<w:tblBorders>{_border('insideV', 12, TEAL, 0)}</w:tblBorders>",
    _column("firstCol", INK, WASH_POLICE) + _column("lastCol", TEAL, WASH_SECURITY),
)


def styles(language: str, size: float) -> str:
    """Return the styles of a document in this language (BCP 47), as the inside of `w:styles`."""
    half_points = round(size * 2)
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{_font(SANS)}<w:color w:val="{BODY}"/>'
        f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
        f'<w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="ar-SA"/></w:rPr>'
        f"</w:rPrDefault><w:pPrDefault><w:pPr>{_spacing(80, 100, 264)}</w:pPr></w:pPrDefault></w:docDefaults>"
    )
    basic = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
    )
    ours = [_paragraph_style(*row) for row in PARAGRAPHS] + [_character_style(*row) for row in CHARACTERS]
    return "".join((defaults, basic, *ours, TABLE_STYLE, FORM_STYLE, PAIR_STYLES))
