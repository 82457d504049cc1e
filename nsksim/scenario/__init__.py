"""A TOML file becomes a world. A mistake is reported with file, key and reason.

Each section of a system is read by a builder (`nsksim.scenario.guardian`, `.catalog`); a plug-in
brings builders of its own. Nothing in a scenario is executed.
"""

from nsksim.scenario.building import build, contents, find, read, shipped
from nsksim.scenario.section import ScenarioProblem, Section, quoted

__all__ = ["ScenarioProblem", "Section", "build", "contents", "find", "quoted", "read", "shipped"]
