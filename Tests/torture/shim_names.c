/* Calls on names, descriptors and locks. */
#include "shim.h"

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
