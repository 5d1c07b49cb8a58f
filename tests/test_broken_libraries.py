"""Whatever a library's file looks like, as long as it loads, it is graded; what cannot be read of it is told in a sentence."""

import os
import pathlib
import shutil
import struct
import tempfile
import unittest

from tests import support

NAME = "object_in_function_static"
HOLDS_OBJECT = "state/no-objects-in-static-storage"


class Library:
    """An ELF file of 64 bits, little-endian, whose headers can be changed."""

    SECTION_HEADER = struct.Struct("<IIQQQQIIQQ")

    def __init__(self, data):
        self.data = bytearray(data)

    def section_headers(self):
        """The offset of the table, and how many there are."""
        (offset,) = struct.unpack_from("<Q", self.data, 0x28)
        (count,) = struct.unpack_from("<H", self.data, 0x3C)
        return offset, count

    def set_section_headers(self, offset, count):
        struct.pack_into("<Q", self.data, 0x28, offset)
        struct.pack_into("<H", self.data, 0x3C, count)

    def sections(self):
        """For each its name, and offset and size of what it holds."""
        table, count = self.section_headers()
        headers = [self.SECTION_HEADER.unpack_from(self.data, table + index * 64) for index in range(count)]
        (names_index,) = struct.unpack_from("<H", self.data, 0x3E)
        names = headers[names_index][4]
        for index, header in enumerate(headers):
            start = names + header[0]
            yield bytes(self.data[start : self.data.index(0, start)]).decode(), index, header[4], header[5]

    def section(self, wanted):
        return next(section for section in self.sections() if section[0] == wanted)

    def fill(self, section, byte):
        _, _, offset, size = self.section(section)
        self.data[offset : offset + size] = bytes([byte]) * size

    def set_size(self, section, size):
        table, _ = self.section_headers()
        struct.pack_into("<Q", self.data, table + self.section(section)[1] * 64 + 0x20, size)

    def end_of_segments(self):
        (offset,) = struct.unpack_from("<Q", self.data, 0x20)
        (count,) = struct.unpack_from("<H", self.data, 0x38)
        ends = []
        for index in range(count):
            kind, _, begin, _, _, size = struct.unpack_from("<IIQQQQ", self.data, offset + index * 56)
            if kind == 1:
                ends.append(begin + size)
        return max(ends)


def without_section_headers(library):
    library.set_section_headers(0, 0)


def section_headers_beyond_its_end(library):
    library.set_section_headers(1 << 40, 40)


def more_section_headers_than_there_are(library):
    library.set_section_headers(library.section_headers()[0], 0xFEFF)


def truncated_behind_its_segments(library):
    del library.data[library.end_of_segments() :]


def garbage_in_debug_information(library):
    library.fill(".debug_info", 0xFF)


def zeroes_in_abbreviations(library):
    library.fill(".debug_abbrev", 0)


def garbage_in_abbreviations(library):
    library.fill(".debug_abbrev", 0x7F)


def debug_information_larger_than_the_file(library):
    library.set_size(".debug_info", 1 << 62)


def garbage_in_symbols(library):
    library.fill(".symtab", 0xFF)


def symbols_larger_than_the_file(library):
    library.set_size(".symtab", 1 << 62)


def strings_of_no_size(library):
    library.set_size(".strtab", 0)


DAMAGES = (
    without_section_headers,
    section_headers_beyond_its_end,
    more_section_headers_than_there_are,
    truncated_behind_its_segments,
    garbage_in_debug_information,
    zeroes_in_abbreviations,
    garbage_in_abbreviations,
    debug_information_larger_than_the_file,
    garbage_in_symbols,
    symbols_larger_than_the_file,
    strings_of_no_size,
)


class BrokenLibraries(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="isograde-tests-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.built = next(support.MODULES.glob(f"{NAME}.*"))
        self.file = self.folder / self.built.name
        self.recipe = support.CHECKOUT / "modules_under_test" / "violating" / NAME / f"{NAME}.toml"

    def grade(self, *arguments):
        # Its own interpreters' config is enough, and what rests on repetition is no matter of files.
        run = support.grade("--fast", "--config", "legacy", NAME, *arguments, env=support.environment(PYTHONPATH=self.folder))
        self.assertNotIn("Traceback", run.err)
        self.assertNotIn("internal error", run.err)
        # A part of the checks earns no praise, and what is shared under one GIL, and cannot be changed, is no more than hygiene.
        self.assertIn(run.exit_code, (support.THRESHOLD_MET, support.NOTHING_TO_GRADE), run.err)
        self.assertEqual([], [result for result in run.results(NAME) if result["verdict"] == "harness_error"])
        return run

    def grade_with(self, *arguments):
        return self.grade("--recipe", self.recipe, *arguments)

    def evidence(self, run):
        (result,) = run.results(NAME, HOLDS_OBJECT)
        self.assertEqual("fail", result["verdict"], result["message"])
        return [entry["text"] for entry in result["evidence"]]

    def test_what_is_whole_has_names(self):
        shutil.copy(self.built, self.file)
        self.assertTrue(any("`origin`" in text for text in self.evidence(self.grade_with())))

    def test_every_damage_leaves_the_finding(self):
        for damage in DAMAGES:
            with self.subTest(damage.__name__):
                library = Library(self.built.read_bytes())
                damage(library)
                self.file.write_bytes(library.data)
                texts = self.evidence(self.grade_with())
                # Name, symbol, section or address: whatever is left, of that library.
                self.assertTrue(any("origin" in text or f"of {self.built.name}" in text for text in texts), texts)

    def test_tells_why_there_are_no_names(self):
        library = Library(self.built.read_bytes())
        section_headers_beyond_its_end(library)
        self.file.write_bytes(library.data)
        texts = self.evidence(self.grade_with())
        self.assertTrue(all("which has no symbols" in text for text in texts), texts)

    def test_file_that_is_replaced_meanwhile(self):
        shutil.copy(self.built, self.file)
        recipe = self.folder / "recipe.toml"
        # Each interpreter's set-up puts another file of the same contents in its place.
        recipe.write_text(
            f"""module = "{NAME}"
setup = '''
import os, shutil
shutil.copy(module.__file__, module.__file__ + ".new")
os.replace(module.__file__ + ".new", module.__file__)
'''
[exercise]
call = "module.origin()"
"""
        )
        texts = self.evidence(self.grade("--recipe", recipe, "--confine", "off"))
        self.assertTrue(all("was replaced" in text for text in texts), texts)

    def test_large_library(self):
        shutil.copy(self.built, self.file)
        os.truncate(self.file, 500 << 20)
        self.assertTrue(any("`origin`" in text for text in self.evidence(self.grade_with())))


if __name__ == "__main__":
    unittest.main()
