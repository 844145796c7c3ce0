"""What to do about a file that does not become a table, in the visitor's language."""

from django.utils.translation import gettext as _

from jonghong.core.tables import facts


def sentence(fact: facts.BadTable) -> str:  # noqa: PLR0911 - one for each fact
    """Return the sentence for a fact."""
    match fact:
        case facts.TooManyColumns(row=row):
            limits = {"row": row, "most": facts.MOST_COLUMNS}
            return _("Row %(row)s has more than %(most)s columns. Keep the columns that are needed.") % limits
        case facts.CellTooLong(row=row, column=column):
            return _("The cell in row %(row)s, column %(column)s is too long.") % {"row": row, "column": column}
        case facts.TooManyRows():
            return _("A file may have %(most)s rows. Split it into several.") % {"most": f"{facts.MOST_ROWS:,}"}
        case facts.TooMuchText():
            most = f"{facts.MOST_TEXT:,}"
            sentence = _("The cells of a file may hold %(most)s characters in all. Keep the columns that are needed.")
            return sentence % {"most": most}
        case facts.TooLarge():
            return _("This file is too large. Choose one of at most 10 MB.")
        case facts.EmptyTable():
            return _("Nothing stands in this file.")
        case facts.OldWorkbook() | facts.SealedWorkbook():
            return _("This is an old Excel file or one with a password. Save it in Excel as .xlsx without a password.")
        case facts.IsWebPage():
            return _("This is a web page under another name. Open it in Excel and save it as .xlsx.")
    return _("This file cannot be read. Choose an Excel file (.xlsx) or a CSV file.")
