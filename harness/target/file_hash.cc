#include "target/file_hash.h"

#include "interpreter/evaluate.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(FileHash, file, sha256);

void HashFiles(const std::vector<std::string>& files, Channel& channel) {
  Namespace names;
  // The bare C implementation loads faster than hashlib, which brings OpenSSL along.
  names.Execute(
      "try:\n    from _sha2 import sha256\nexcept ImportError:\n"
      "    try:\n        from _sha256 import sha256\n    except ImportError:\n        from hashlib "
      "import sha256\n"
      "def digest(path):\n    with open(path, 'rb') as file:\n        return "
      "sha256(file.read()).hexdigest()\n");
  for (const std::string& file : files) {
    names.Set("path", Reference::Steal(PyUnicode_DecodeFSDefault(file.c_str())).get());
    Reference digest = names.Evaluate("digest(path)");
    PyErr_Clear();
    if (digest) channel.Observe(FileHash{file, TextOf(digest.get())});
  }
}

}  // namespace isograde
