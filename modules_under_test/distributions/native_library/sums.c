// No module, whatever its file is called: nothing of Python is in it.
long Add(long left, long right);

long Add(long left, long right) { return left + right; }
