"""The names of what a Word document is made with: fonts, colors, styles and lists.

Fonts are those that every Word has; the colors are those of the PDF.
"""

from __future__ import annotations

from enum import StrEnum

INK, TEAL, GOLD, GOLD_TEXT = "16263F", "0C5C58", "B5690A", "8A4D06"
QUIET, HAIR, WASH, BODY = "565B65", "D8D1C3", "F6F2E9", "21252B"
WASH_POLICE, WASH_SECURITY = "E6ECF6", "DFF0ED"
SANS, SERIF = "Calibri", "Georgia"

NO_LIST, HEADINGS, BULLETS, NUMBERS, CELL_BULLETS, CLAUSES, SOURCES = range(7)
"""The lists: each number is the `w:num` of one; lists that begin anew get numbers after these."""


class Style(StrEnum):
    """Paragraph styles, by their ids."""

    NORMAL = ""
    TITLE = "Title"
    SUBTITLE = "Subtitle"
    PLACE = "PlanPlace"
    HEADING_1 = "Heading1"
    HEADING_2 = "Heading2"
    HEADING_3 = "Heading3"
    TOC_HEADING = "TOCHeading"
    TOC_1 = "TOC1"
    INTRO = "PlanIntro"
    MISSION = "PlanMission"
    LABEL = "PlanLabel"
    RECORD = "PlanRecord"
    FACT = "PlanFact"
    NOTE = "PlanNote"
    BULLET = "ListBullet"
    NUMBER = "ListNumber"
    CONTINUE = "ListContinue"
    SOURCE = "PlanSource"
    CAPTION = "Caption"
    CELL = "PlanCell"
    CELL_HEAD = "PlanCellHead"
    CELL_NUMBER = "PlanCellNumber"
    CELL_NUMBER_HEAD = "PlanCellNumberHead"
    CELL_BULLET = "PlanCellBullet"
    FOOTER = "Footer"
    HELP = "PlanHelp"
    OPTION = "PlanOption"
    CELL_OPTION = "PlanCellOption"
    AFTER_FORM = "PlanAfterForm"
    BRIEF = "PlanBrief"
    BRIEF_OVER = "PlanBriefOver"
    BRIEF_TITLE = "PlanBriefTitle"
    BRIEF_HEADING_1 = "PlanBriefHeading1"
    BRIEF_HEADING_2 = "PlanBriefHeading2"
    BRIEF_BULLET = "PlanBriefBullet"
    CLAUSE = "PlanClause"
    CLAUSE_TEXT = "PlanClauseText"
    CLAUSE_MORE = "PlanClauseMore"
    CLAUSE_ITEM = "PlanClauseItem"
    ITEM_MORE = "PlanClauseItemMore"
    COUNSEL = "PlanCounselNote"
    SIGN = "PlanSign"


class Look(StrEnum):
    """Character styles, by their ids."""

    PLAIN = ""
    STRONG = "Strong"
    QUIET = "PlanQuiet"
    LABEL = "PlanLabelWord"
    OPEN = "PlanOpen"
    POLICE = "PlanPolice"
    SECURITY = "PlanSecurity"
    JOINT = "PlanJoint"
    LINK = "Hyperlink"
    PLACEHOLDER = "PlaceholderText"
    BOX = "PlanBox"
    GAP = "PlanGap"


TABLE = "PlanTable"
FORM = "PlanForm"
PAIR, VOICES = "PlanPair", "PlanVoices"
"""The styles of tables: to read, to write in, and for what stands side by side."""
