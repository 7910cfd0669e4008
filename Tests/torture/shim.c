/* Stands between the command and the C library, and lets one call fail, come short, come late, or be the last one.
 *
 * Loaded with LD_PRELOAD. Only calls that name a path below TORTURE_ROOT, or a descriptor that was opened there, count.
 *
 *   TORTURE_ROOT   absolute directories, separated by colons; the ledger's, and others that belong to the try
 *   TORTURE_CALL   which call: a name of the table below (pwrite stands for pwrite64 as well, open for openat, ...)
 *   TORTURE_N      which of them, from 1, counted in each process by itself
 *   TORTURE_PATH   only calls on paths that end like this
 *   TORTURE_MODE   an error's name (EIO, ENOSPC, ...), EIO+ (this one and all that follow), short, delay, kill-before,
 *                  kill-after
 *   TORTURE_TRACE  a file that gets one line for each call: PID CALL PATH
 *   TORTURE_RECORD a file that gets each change with its bytes, for states that a power cut could leave; standard
 *                  output is recorded as well, so that it is known what had been acknowledged by then
 *   TORTURE_PAUSE  milliseconds to wait before each change: brings a kill from outside to more places
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define DESCRIPTORS 4096
#define NEXT(type, name) \
  static __typeof__(type) real; \
  if (!real) real = (__typeof__(type))dlsym(RTLD_NEXT, name)

static char *roots[8];
static int root_count;
static const char *wanted_call;
static long wanted_number;
static const char *wanted_path;
static const char *mode;
static int mode_error;
static int mode_persists;
static atomic_long counted;
static int trace_fd = -1, record_fd = -1;
static long pause_ms;
static char *path_of[DESCRIPTORS];
static int synced_writes[DESCRIPTORS];
static pthread_mutex_t record_lock = PTHREAD_MUTEX_INITIALIZER;

static int error_named(const char *name, size_t length) {
  static const struct { const char *name; int number; } table[] = {
      {"EIO", EIO}, {"ENOSPC", ENOSPC}, {"EACCES", EACCES}, {"EINTR", EINTR}, {"ENOMEM", ENOMEM}, {"EMFILE", EMFILE},
      {"ENFILE", ENFILE}, {"EDQUOT", EDQUOT}, {"EROFS", EROFS}, {"EPERM", EPERM}, {"ENOLCK", ENOLCK}, {"EXDEV", EXDEV},
      {"EFBIG", EFBIG}, {"EAGAIN", EAGAIN}, {"ENOSYS", ENOSYS}, {"EOPNOTSUPP", EOPNOTSUPP}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (strlen(table[i].name) == length && !strncmp(table[i].name, name, length)) return table[i].number;
  return 0;
}

/* A descriptor far away from those of the command, so that numbers stay what they would be. */
static int open_far(const char *path) {
  int fd = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) return -1;
  int far = syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 900);
  syscall(SYS_close, fd);
  return far;
}

__attribute__((constructor)) static void begin(void) {
  const char *text = getenv("TORTURE_ROOT");
  if (text) {
    char *copy = strdup(text), *rest = NULL;
    for (char *word = strtok_r(copy, ":", &rest); word && root_count < 8; word = strtok_r(NULL, ":", &rest))
      roots[root_count++] = word;
  }
  wanted_call = getenv("TORTURE_CALL");
  wanted_path = getenv("TORTURE_PATH");
  text = getenv("TORTURE_N");
  wanted_number = text ? atol(text) : 0;
  mode = getenv("TORTURE_MODE");
  if (mode) {
    size_t length = strlen(mode);
    mode_persists = length && mode[length - 1] == '+';
    mode_error = error_named(mode, length - mode_persists);
  }
  if ((text = getenv("TORTURE_TRACE"))) trace_fd = open_far(text);
  if ((text = getenv("TORTURE_RECORD"))) record_fd = open_far(text);
  text = getenv("TORTURE_PAUSE");
  pause_ms = text ? atol(text) : 0;
}

static void sleep_ms(long ms) {
  struct timespec time = {ms / 1000, (ms % 1000) * 1000000};
  nanosleep(&time, NULL);
}

static int below_root(const char *path) {
  for (int i = 0; i < root_count; i++) {
    size_t length = strlen(roots[i]);
    if (!strncmp(path, roots[i], length) && (path[length] == '/' || path[length] == 0)) return 1;
  }
  return 0;
}

/* The absolute path that a call means, or nothing when it is not one of ours. */
static const char *meant(int directory, const char *path, char *buffer) {
  if (!path || !root_count) return NULL;
  if (path[0] == '/') {
    snprintf(buffer, PATH_MAX, "%s", path);
  } else if (directory == AT_FDCWD) {
    if (syscall(SYS_getcwd, buffer, PATH_MAX) < 0) return NULL;
    size_t length = strlen(buffer);
    snprintf(buffer + length, PATH_MAX - length, "/%s", path);
  } else if (directory >= 0 && directory < DESCRIPTORS && path_of[directory]) {
    snprintf(buffer, PATH_MAX, "%s/%s", path_of[directory], path);
  } else {
    return NULL;
  }
  size_t length = strlen(buffer);
  while (length > 1 && (buffer[length - 1] == '/' || (buffer[length - 1] == '.' && buffer[length - 2] == '/')))
    buffer[--length] = 0;
  return below_root(buffer) ? buffer : NULL;
}

static const char *path_at(int fd) { return fd >= 0 && fd < DESCRIPTORS ? path_of[fd] : NULL; }

static void remember(int fd, const char *path, int flags) {
  if (fd < 0 || fd >= DESCRIPTORS || !path) return;
  char *copy = strdup(path), *old = path_of[fd];
  synced_writes[fd] = (flags & O_DSYNC) == O_DSYNC;
  path_of[fd] = copy;
  free(old);
}

static void forget(int fd) {
  if (fd < 0 || fd >= DESCRIPTORS) return;
  char *old = path_of[fd];
  path_of[fd] = NULL;
  free(old);
}

static void die(void) {
  syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
  for (;;) sleep_ms(1000);
}

enum { PASS, FAIL, SHORT, KILL_AFTER };

/* What is to become of a call; counts it when it is of the kind that was asked for. */
static int fate(const char *call, const char *path) {
  if (!path) return PASS;
  if (trace_fd >= 0) {
    char line[PATH_MAX + 64];
    int length = snprintf(line, sizeof line, "%ld %s %s\n", (long)syscall(SYS_getpid), call, path);
    syscall(SYS_write, trace_fd, line, length);
  }
  if (!wanted_call || !mode || strcmp(wanted_call, call)) return PASS;
  if (wanted_path) {
    size_t length = strlen(path), end = strlen(wanted_path);
    if (length < end || strcmp(path + length - end, wanted_path)) return PASS;
  }
  long number = atomic_fetch_add(&counted, 1) + 1;
  if (number != wanted_number && !(mode_persists && number > wanted_number)) return PASS;
  if (mode_error) {
    errno = mode_error;
    return FAIL;
  }
  if (!strcmp(mode, "short")) return SHORT;
  if (!strcmp(mode, "delay")) sleep_ms(60);
  if (!strcmp(mode, "kill-before")) die();
  return strcmp(mode, "kill-after") ? PASS : KILL_AFTER;
}

static void after(int what) {
  if (what == KILL_AFTER) die();
}

/* The record of changes: a header and then the path and the bytes. Written while the lock is held, so that the order of
 * the record is the order of the changes. */
struct header { uint32_t magic, kind, path_length, other_length; uint64_t offset, length; };
enum { WRITE = 1, SYNCED_WRITE, SYNC, TRUNCATE, CREATE, MKDIR, RENAME, UNLINK, RMDIR, OUTPUT, LINK };

static void put(const void *bytes, size_t length) {
  const char *at = bytes;
  while (length > 0) {
    long done = syscall(SYS_write, record_fd, at, length);
    if (done <= 0) return;
    at += done;
    length -= done;
  }
}

static void record(int kind, const char *path, const char *other, uint64_t offset, const void *bytes, uint64_t length) {
  if (record_fd < 0 || !path) return;
  struct header header = {0x54524f54, kind, strlen(path), other ? strlen(other) : 0, offset, length};
  put(&header, sizeof header);
  put(path, header.path_length);
  if (other) put(other, header.other_length);
  if (bytes) put(bytes, length);
}

static void enter(const char *path) {
  if (path && pause_ms) sleep_ms(pause_ms);
  if (record_fd >= 0) pthread_mutex_lock(&record_lock);
}

static void leave(void) {
  if (record_fd >= 0) {
    int saved = errno;
    pthread_mutex_unlock(&record_lock);
    errno = saved;
  }
}

static int kind_of_write(int fd) { return synced_writes[fd] ? SYNCED_WRITE : WRITE; }

/* Opening */

typedef int (*openat_call)(int, const char *, int, ...);

static int open_any(int directory, const char *name, int flags, mode_t permissions) {
  NEXT(openat_call, "openat64");
  char buffer[PATH_MAX];
  const char *path = meant(directory, name, buffer);
  int what = fate("open", path);
  if (what == FAIL) return -1;
  enter(NULL);
  struct stat status;
  int existed = path && (flags & O_CREAT) ? syscall(SYS_newfstatat, AT_FDCWD, path, &status, 0) == 0 : 1;
  int fd = real(directory, name, flags, permissions);
  if (fd >= 0 && path) {
    remember(fd, path, flags);
    if (!existed) record(CREATE, path, NULL, 0, NULL, 0);
    if (existed && (flags & O_TRUNC)) record(TRUNCATE, path, NULL, 0, NULL, 0);
  }
  leave();
  after(what);
  return fd;
}

#define PERMISSIONS(last) \
  mode_t permissions = 0; \
  if (flags & (O_CREAT | O_TMPFILE)) { \
    va_list list; \
    va_start(list, last); \
    permissions = va_arg(list, mode_t); \
    va_end(list); \
  }

int open(const char *name, int flags, ...) { PERMISSIONS(flags) return open_any(AT_FDCWD, name, flags, permissions); }
int open64(const char *name, int flags, ...) { PERMISSIONS(flags) return open_any(AT_FDCWD, name, flags, permissions); }
int openat(int at, const char *name, int flags, ...) {
  PERMISSIONS(flags)
  return open_any(at, name, flags, permissions);
}
int openat64(int at, const char *name, int flags, ...) {
  PERMISSIONS(flags)
  return open_any(at, name, flags, permissions);
}
int creat(const char *name, mode_t permissions) {
  return open_any(AT_FDCWD, name, O_CREAT | O_WRONLY | O_TRUNC, permissions);
}

DIR *opendir(const char *name) {
  NEXT(DIR *(*)(const char *), "opendir");
  char buffer[PATH_MAX];
  int what = fate("opendir", meant(AT_FDCWD, name, buffer));
  if (what == FAIL) return NULL;
  DIR *directory = real(name);
  after(what);
  return directory;
}

int close(int fd) {
  NEXT(int (*)(int), "close");
  const char *path = path_at(fd);
  int what = fate("close", path);
  int saved = errno;
  if (path) forget(fd);
  /* A failed close has closed all the same, as on Linux. */
  int result = real(fd);
  after(what);
  if (what != FAIL) return result;
  errno = saved;
  return -1;
}

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
  if (record_fd < 0 || !path || done <= 0) return;
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
  int what = fate("msync", root_count ? roots[0] : NULL);
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

/* Names */

static int rename_any(int from_at, const char *from, int to_at, const char *to, unsigned flags) {
  NEXT(int (*)(int, const char *, int, const char *, unsigned), "renameat2");
  char one[PATH_MAX], two[PATH_MAX];
  const char *path = meant(from_at, from, one), *target = meant(to_at, to, two);
  int what = fate("rename", path ? path : target);
  if (what == FAIL) return -1;
  enter(path);
  int result = real(from_at, from, to_at, to, flags);
  if (!result && path && target) {
    record(RENAME, path, target, flags, NULL, 0);
    /* Whatever is open below the old name is now known by the new one. */
    size_t length = strlen(path);
    for (int fd = 0; fd < DESCRIPTORS; fd++) {
      if (!path_of[fd] || strncmp(path_of[fd], path, length)) continue;
      if (path_of[fd][length] != '/' && path_of[fd][length] != 0) continue;
      char renamed[PATH_MAX * 2];
      snprintf(renamed, sizeof renamed, "%s%s", target, path_of[fd] + length);
      char *old = path_of[fd];
      path_of[fd] = strdup(renamed);
      free(old);
    }
  }
  leave();
  after(what);
  return result;
}

int rename(const char *from, const char *to) { return rename_any(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int a, const char *from, int b, const char *to) { return rename_any(a, from, b, to, 0); }
int renameat2(int a, const char *from, int b, const char *to, unsigned f) { return rename_any(a, from, b, to, f); }

static int link_any(int from_at, const char *from, int to_at, const char *to, int flags) {
  NEXT(int (*)(int, const char *, int, const char *, int), "linkat");
  char one[PATH_MAX], two[PATH_MAX];
  const char *path = meant(from_at, from, one), *target = meant(to_at, to, two);
  int what = fate("link", target ? target : path);
  if (what == FAIL) return -1;
  enter(target);
  int result = real(from_at, from, to_at, to, flags);
  if (!result && path && target) record(LINK, path, target, 0, NULL, 0);
  leave();
  after(what);
  return result;
}
int link(const char *from, const char *to) { return link_any(AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int a, const char *from, int b, const char *to, int flags) { return link_any(a, from, b, to, flags); }

static int unlink_any(int directory, const char *name, int flags) {
  NEXT(int (*)(int, const char *, int), "unlinkat");
  char buffer[PATH_MAX];
  const char *path = meant(directory, name, buffer);
  int what = fate(flags & AT_REMOVEDIR ? "rmdir" : "unlink", path);
  if (what == FAIL) return -1;
  enter(path);
  int result = real(directory, name, flags);
  if (!result) record(flags & AT_REMOVEDIR ? RMDIR : UNLINK, path, NULL, 0, NULL, 0);
  leave();
  after(what);
  return result;
}
int unlink(const char *name) { return unlink_any(AT_FDCWD, name, 0); }
int unlinkat(int directory, const char *name, int flags) { return unlink_any(directory, name, flags); }
int rmdir(const char *name) { return unlink_any(AT_FDCWD, name, AT_REMOVEDIR); }

static int mkdir_any(int directory, const char *name, mode_t permissions) {
  NEXT(int (*)(int, const char *, mode_t), "mkdirat");
  char buffer[PATH_MAX];
  const char *path = meant(directory, name, buffer);
  int what = fate("mkdir", path);
  if (what == FAIL) return -1;
  enter(path);
  int result = real(directory, name, permissions);
  if (!result) record(MKDIR, path, NULL, 0, NULL, 0);
  leave();
  after(what);
  return result;
}
int mkdir(const char *name, mode_t permissions) { return mkdir_any(AT_FDCWD, name, permissions); }
int mkdirat(int directory, const char *name, mode_t permissions) { return mkdir_any(directory, name, permissions); }

/* Looking at files */

#define STAT_AT(name) \
  int name(int directory, const char *path, struct stat *status, int flags) { \
    NEXT(int (*)(int, const char *, struct stat *, int), "fstatat64"); \
    char buffer[PATH_MAX]; \
    int what = fate("stat", *path ? meant(directory, path, buffer) : path_at(directory)); \
    if (what == FAIL) return -1; \
    int result = real(directory, path, status, flags); \
    after(what); \
    return result; \
  }
STAT_AT(fstatat)
int fstatat64(int directory, const char *path, struct stat64 *status, int flags) {
  return fstatat(directory, path, (struct stat *)status, flags);
}
int stat(const char *path, struct stat *status) { return fstatat(AT_FDCWD, path, status, 0); }
int stat64(const char *path, struct stat64 *s) { return fstatat(AT_FDCWD, path, (struct stat *)s, 0); }
int lstat(const char *path, struct stat *status) { return fstatat(AT_FDCWD, path, status, AT_SYMLINK_NOFOLLOW); }
int lstat64(const char *path, struct stat64 *s) {
  return fstatat(AT_FDCWD, path, (struct stat *)s, AT_SYMLINK_NOFOLLOW);
}
int fstat(int fd, struct stat *status) { return fstatat(fd, "", status, AT_EMPTY_PATH); }
int fstat64(int fd, struct stat64 *status) { return fstatat(fd, "", (struct stat *)status, AT_EMPTY_PATH); }

int statx(int directory, const char *path, int flags, unsigned mask, struct statx *status) {
  NEXT(int (*)(int, const char *, int, unsigned, struct statx *), "statx");
  char buffer[PATH_MAX];
  int what = fate("statx", *path ? meant(directory, path, buffer) : path_at(directory));
  if (what == FAIL) return -1;
  int result = real(directory, path, flags, mask, status);
  after(what);
  return result;
}

/* Descriptors and locks */

static int fcntl_any(int fd, int command, void *argument) {
  NEXT(int (*)(int, int, void *), "fcntl64");
  const char *path = path_at(fd);
  int what = command == F_GETFL || command == F_GETFD ? PASS : fate("fcntl", path);
  if (what == FAIL) return -1;
  int result = real(fd, command, argument);
  if (path && result >= 0 && (command == F_DUPFD || command == F_DUPFD_CLOEXEC)) {
    remember(result, path, 0);
    synced_writes[result] = synced_writes[fd];
  }
  after(what);
  return result;
}
#define FCNTL(name) \
  int name(int fd, int command, ...) { \
    va_list list; \
    va_start(list, command); \
    void *argument = va_arg(list, void *); \
    va_end(list); \
    return fcntl_any(fd, command, argument); \
  }
FCNTL(fcntl)
FCNTL(fcntl64)

int dup(int fd) {
  NEXT(int (*)(int), "dup");
  int result = real(fd);
  if (path_at(fd) && result >= 0) remember(result, path_at(fd), 0);
  return result;
}

int dup2(int fd, int other) {
  NEXT(int (*)(int, int), "dup2");
  int result = real(fd, other);
  if (result >= 0 && fd != other) path_at(fd) ? remember(other, path_at(fd), 0) : forget(other);
  return result;
}

int flock(int fd, int operation) {
  NEXT(int (*)(int, int), "flock");
  int what = fate("flock", path_at(fd));
  if (what == FAIL) return -1;
  int result = real(fd, operation);
  after(what);
  return result;
}
