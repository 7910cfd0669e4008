/* Calls that read, write, sync and map. */
#include "shim.h"

/* Reading */

ssize_t read(int fd, void *bytes, size_t length) {
  NEXT(ssize_t (*)(int, void *, size_t), "read");
  int what = fate("read", path_at(fd));
  if (what == FAIL) return -1;
  ssize_t done = real(fd, bytes, what == SHORT && length > 1 ? length / 2 : length);
  after(what);
  return done;
}

#define PREAD(name) \
  ssize_t name(int fd, void *bytes, size_t length, off_t offset) { \
    NEXT(ssize_t (*)(int, void *, size_t, off_t), "pread64"); \
    int what = fate("pread", path_at(fd)); \
    if (what == FAIL) return -1; \
    ssize_t done = real(fd, bytes, what == SHORT && length > 1 ? length / 2 : length, offset); \
    after(what); \
    return done; \
  }
PREAD(pread)
PREAD(pread64)

/* Writing */

ssize_t write(int fd, const void *bytes, size_t length) {
  NEXT(ssize_t (*)(int, const void *, size_t), "write");
  const char *path = path_at(fd);
  int what = fate("write", path);
  if (what == FAIL) return -1;
  if (!path && fd != 1) return real(fd, bytes, length);
  enter(path);
  off_t offset = path ? lseek(fd, 0, SEEK_CUR) : 0;
  if (path && (fcntl(fd, F_GETFL) & O_APPEND)) offset = lseek(fd, 0, SEEK_END);
  ssize_t done = real(fd, bytes, what == SHORT && length > 1 ? length / 2 : length);
  if (done > 0) record(path ? kind_of_write(fd) : OUTPUT, path ? path : "-", NULL, offset, bytes, done);
  leave();
  after(what);
  return done;
}

#define PWRITE(name) \
  ssize_t name(int fd, const void *bytes, size_t length, off_t offset) { \
    NEXT(ssize_t (*)(int, const void *, size_t, off_t), "pwrite64"); \
    const char *path = path_at(fd); \
    int what = fate("pwrite", path); \
    if (what == FAIL) return -1; \
    if (!path) return real(fd, bytes, length, offset); \
    enter(path); \
    ssize_t done = real(fd, bytes, what == SHORT && length > 1 ? length / 2 : length, offset); \
    if (done > 0) record(kind_of_write(fd), path, NULL, offset, bytes, done); \
    leave(); \
    after(what); \
    return done; \
  }
PWRITE(pwrite)
PWRITE(pwrite64)

/* The first half of what is to be written, for a write that comes short. */
static int halved(const struct iovec *from, int count, struct iovec *to) {
  size_t all = 0, taken = 0;
  for (int i = 0; i < count; i++) all += from[i].iov_len;
  for (int i = 0; i < count; i++) {
    to[i] = from[i];
    if (taken + to[i].iov_len >= all / 2) {
      to[i].iov_len = all / 2 - taken > 0 ? all / 2 - taken : 1;
      return i + 1;
    }
    taken += to[i].iov_len;
  }
  return count;
}

static void record_vector(int fd, const char *path, const struct iovec *vector, int count, off_t offset, ssize_t done) {
  for (int i = 0; i < count && done > 0; i++) {
    size_t length = vector[i].iov_len < (size_t)done ? vector[i].iov_len : (size_t)done;
    record(kind_of_write(fd), path, NULL, offset, vector[i].iov_base, length);
    offset += length;
    done -= length;
  }
}

ssize_t writev(int fd, const struct iovec *vector, int count) {
  NEXT(ssize_t (*)(int, const struct iovec *, int), "writev");
  const char *path = path_at(fd);
  int what = fate("writev", path);
  if (what == FAIL) return -1;
  if (!path) return real(fd, vector, count);
  struct iovec half[count > 0 ? count : 1];
  int parts = what == SHORT ? halved(vector, count, half) : count;
  enter(path);
  off_t offset = lseek(fd, 0, SEEK_CUR);
  ssize_t done = real(fd, what == SHORT ? half : vector, parts);
  record_vector(fd, path, vector, count, offset, done);
  leave();
  after(what);
  return done;
}

#define PWRITEV(name) \
  ssize_t name(int fd, const struct iovec *vector, int count, off_t offset) { \
    NEXT(ssize_t (*)(int, const struct iovec *, int, off_t), "pwritev64"); \
    const char *path = path_at(fd); \
    int what = fate("pwritev", path); \
    if (what == FAIL) return -1; \
    if (!path) return real(fd, vector, count, offset); \
    struct iovec half[count > 0 ? count : 1]; \
    int parts = what == SHORT ? halved(vector, count, half) : count; \
    enter(path); \
    ssize_t done = real(fd, what == SHORT ? half : vector, parts, offset); \
    record_vector(fd, path, vector, count, offset, done); \
    leave(); \
    after(what); \
    return done; \
  }
PWRITEV(pwritev)
PWRITEV(pwritev64)

#define TRUNCATE_CALL(name) \
  int name(int fd, off_t length) { \
    NEXT(int (*)(int, off_t), "ftruncate64"); \
    const char *path = path_at(fd); \
    int what = fate("ftruncate", path); \
    if (what == FAIL) return -1; \
    enter(path); \
    int result = real(fd, length); \
    if (!result) record(TRUNCATE, path, NULL, length, NULL, 0); \
    leave(); \
    after(what); \
    return result; \
  }
TRUNCATE_CALL(ftruncate)
TRUNCATE_CALL(ftruncate64)

#define ALLOCATE(name) \
  int name(int fd, off_t offset, off_t length) { \
    NEXT(int (*)(int, off_t, off_t), "posix_fallocate64"); \
    const char *path = path_at(fd); \
    int what = fate("posix_fallocate", path); \
    if (what == FAIL) return errno; \
    enter(path); \
    int result = real(fd, offset, length); \
    struct stat status; \
    if (!result && path && !syscall(SYS_fstat, fd, &status)) record(TRUNCATE, path, NULL, status.st_size, NULL, 0); \
    leave(); \
    after(what); \
    return result; \
  }
ALLOCATE(posix_fallocate)
ALLOCATE(posix_fallocate64)

/* What a call copied inside of the kernel is read back for the record. */
static void record_copied(int fd, const char *path, off_t offset, ssize_t done) {
  if (!is_recording || !path || done <= 0) return;
  char *bytes = malloc(done);
  int reader = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
  if (bytes && reader >= 0 && syscall(SYS_pread64, reader, bytes, done, offset) == done)
    record(kind_of_write(fd), path, NULL, offset, bytes, done);
  if (reader >= 0) syscall(SYS_close, reader);
  free(bytes);
}

ssize_t copy_file_range(int from, off64_t *from_at, int to, off64_t *to_at, size_t length, unsigned flags) {
  NEXT(ssize_t (*)(int, off64_t *, int, off64_t *, size_t, unsigned), "copy_file_range");
  const char *path = path_at(to);
  int what = fate("copy_file_range", path ? path : path_at(from));
  if (what == FAIL) return -1;
  enter(path);
  off_t offset = to_at ? *to_at : (path ? lseek(to, 0, SEEK_CUR) : 0);
  ssize_t done = real(from, from_at, to, to_at, what == SHORT && length > 1 ? length / 2 : length, flags);
  record_copied(to, path, offset, done);
  leave();
  after(what);
  return done;
}

#define SENDFILE(name) \
  ssize_t name(int to, int from, off_t *from_at, size_t length) { \
    NEXT(ssize_t (*)(int, int, off_t *, size_t), "sendfile64"); \
    const char *path = path_at(to); \
    int what = fate("sendfile", path ? path : path_at(from)); \
    if (what == FAIL) return -1; \
    enter(path); \
    off_t offset = path ? lseek(to, 0, SEEK_CUR) : 0; \
    ssize_t done = real(to, from, from_at, what == SHORT && length > 1 ? length / 2 : length); \
    record_copied(to, path, offset, done); \
    leave(); \
    after(what); \
    return done; \
  }
SENDFILE(sendfile)
SENDFILE(sendfile64)

/* Syncing */

#define SYNC_CALL(name) \
  int name(int fd) { \
    NEXT(int (*)(int), #name); \
    const char *path = path_at(fd); \
    int what = fate(#name, path); \
    if (what == FAIL) return -1; \
    enter(path); \
    int result = real(fd); \
    if (!result) record(SYNC, path, NULL, 0, NULL, 0); \
    leave(); \
    after(what); \
    return result; \
  }
SYNC_CALL(fsync)
SYNC_CALL(fdatasync)
SYNC_CALL(syncfs)

int msync(void *address, size_t length, int flags) {
  NEXT(int (*)(void *, size_t, int), "msync");
  int what = fate("msync", first_root());
  if (what == FAIL) return -1;
  int result = real(address, length, flags);
  after(what);
  return result;
}

#define MMAP(name) \
  void *name(void *address, size_t length, int protection, int flags, int fd, off_t offset) { \
    NEXT(void *(*)(void *, size_t, int, int, int, off_t), "mmap64"); \
    int what = fate("mmap", flags & MAP_ANONYMOUS ? NULL : path_at(fd)); \
    if (what == FAIL) return MAP_FAILED; \
    void *result = real(address, length, protection, flags, fd, offset); \
    after(what); \
    return result; \
  }
MMAP(mmap)
MMAP(mmap64)
