#include <lmdb.h>

#include <stdint.h>

// Tells the processor that the value is wanted soon that follows this one in a table that only grows: in LMDB the nodes
// of a page lie from its end towards its start, and pages of such a table mostly follow each other. So the next value
// begins where no hardware looks ahead to. Only a hint: a wrong one costs a few nanoseconds.
static inline void clmdb_prefetch_next(const void *value, size_t count) {
  const uintptr_t start = (uintptr_t)value, page = start & ~(uintptr_t)4095;
  const size_t reach = (count < 1024 ? count : 1024) + 128;
  for (size_t below = 64; below <= reach; below += 64) {
    uintptr_t line = start - below;
    if (line < page + 16) line += 2 * 4096;  // Below the header of the page: the end of the page after it.
    __builtin_prefetch((const void *)line, 0, 3);
  }
}
