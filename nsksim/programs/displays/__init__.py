"""Displays of TACL's own commands: values in, lines out.

Nothing here looks anything up and nothing here refuses; the caller says what is missing. Local
times are made by the caller's `local`, since only it knows whose time is wanted.
"""

from nsksim.programs.displays.fileinfo import FILEINFO_HEADING, fileinfo
from nsksim.programs.displays.filenames import filenames, files, in_columns
from nsksim.programs.displays.identity import Identity, users, who
from nsksim.programs.displays.moment import file_date, time_of_day
from nsksim.programs.displays.processes import PPD_HEADING, STATUS_HEADING, ppd, status

__all__ = [
    "FILEINFO_HEADING",
    "PPD_HEADING",
    "STATUS_HEADING",
    "Identity",
    "file_date",
    "fileinfo",
    "filenames",
    "files",
    "in_columns",
    "ppd",
    "status",
    "time_of_day",
    "users",
    "who",
]
