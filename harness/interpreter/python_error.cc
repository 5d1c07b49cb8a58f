#include "interpreter/python_error.h"

#include "interpreter/reference.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(RaisedException, type, message, is_import_error);
namespace {

std::string Utf8(PyObject* text) {
  if (!text || !PyUnicode_Check(text)) {
    PyErr_Clear();
    return "<unprintable>";
  }
  Reference bytes = Reference::Steal(PyUnicode_AsEncodedString(text, "utf-8", "backslashreplace"));
  if (!bytes) {
    PyErr_Clear();
    return "<unprintable>";
  }
  return {PyBytes_AsString(bytes.get()), static_cast<std::size_t>(PyBytes_Size(bytes.get()))};
}

std::string StringAttribute(PyObject* object, const char* name) {
  Reference value = Reference::Steal(PyObject_GetAttrString(object, name));
  if (!value || !PyUnicode_Check(value.get())) {
    PyErr_Clear();
    return {};
  }
  return Utf8(value.get());
}

// White space folded; of a long text the beginning and the end, where the cause mostly stands.
std::string OneLine(const std::string& text) {
  std::string line;
  for (const char c : text) {
    const bool blank = c == '\n' || c == '\t' || c == '\r' || c == ' ';
    if (!blank) line += c;
    if (blank && !line.empty() && line.back() != ' ') line += ' ';
  }
  if (!line.empty() && line.back() == ' ') line.pop_back();
  constexpr std::size_t kBegin = 120, kEnd = 180;
  if (line.size() <= kBegin + kEnd + 5) return line;
  const auto inside = [&line](std::size_t at) {
    return (line[at] & 0xC0) == 0x80;
  };  // of a UTF-8 sequence
  std::size_t begin = kBegin, end = line.size() - kEnd;
  while (begin > 0 && inside(begin)) --begin;
  while (end < line.size() && inside(end)) ++end;
  return line.substr(0, begin) + " ... " + line.substr(end);
}

constexpr std::size_t kLongestMessage = 64 * 1024;

std::string Shortened(std::string text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (text[limit] & 0xC0) == 0x80) --limit;  // not inside of a UTF-8 sequence
  text.resize(limit);
  return text + "...";
}

}  // namespace

std::string Text(const RaisedException& raised) {
  const std::string message = OneLine(raised.message);
  return message.empty() ? raised.type : raised.type + ": " + message;
}

// PyObject_Str() handles signals (PyErr_CheckSignals() in Objects/object.c): what Ctrl-C raises
// there would be lost with what cannot be told.
std::string TextOf(PyObject* object) {
  if (object && PyUnicode_CheckExact(object)) return Utf8(object);
  return Utf8(Reference::Steal(PyObject_Str(object)).get());
}

std::string SysText(const char* name) {
  PyObject* const value = PySys_GetObject(name);
  return value && PyUnicode_Check(value) ? TextOf(value) : "";
}

std::string ReprOf(PyObject* object, std::size_t limit) {
  return Shortened(Utf8(Reference::Steal(PyObject_Repr(object)).get()), limit);
}

std::string TypeName(PyObject* type) {
  const std::string module = StringAttribute(type, "__module__");
  const std::string name = StringAttribute(type, "__qualname__");
  return module.empty() || module == "builtins" ? name : module + "." + name;
}

RaisedException Describe(PyObject* exception) {
  return {.type = TypeName(reinterpret_cast<PyObject*>(Py_TYPE(exception))),
          .message = Shortened(TextOf(exception), kLongestMessage),
          .is_import_error = PyErr_GivenExceptionMatches(exception, PyExc_ImportError) != 0};
}

PyObject* TakeRaisedObject() {
  PyObject* type = nullptr;
  PyObject* value = nullptr;
  PyObject* traceback = nullptr;
  PyErr_Fetch(&type, &value, &traceback);
  if (!type) return nullptr;
  PyErr_NormalizeException(&type, &value, &traceback);
  Py_DecRef(type);
  Py_DecRef(traceback);
  return value;
}

RaisedException TakeRaised() {
  Reference value = Reference::Steal(TakeRaisedObject());
  return value ? Describe(value.get()) : RaisedException{};
}

}  // namespace isograde
