// The same in C++: namespaces, classes, templates, local statics with guards.
#include <map>
#include <string>

extern "C" void* PyState_FindModule(void*);

namespace {

struct Cache {
  void* origin = nullptr;
  void* unit[2] = {};
};
Cache cache;
thread_local Cache* current;

}  // namespace

namespace outer::inner {

template <typename T>
struct Registry {
  static T instance;
  enum class Kind { kFirst, kSecond } kind = Kind::kFirst;
};
template <typename T>
T Registry<T>::instance;

}  // namespace outer::inner

extern "C" void* Lookup(void* key) {
  static const std::map<std::string, void*> kNames = {{"first", key}};
  static void* const found = PyState_FindModule(key);
  current = &cache;
  outer::inner::Registry<std::string>::instance += kNames.begin()->first;
  return current->unit[0] ? found : current->origin;
}
