/* What the files of the shim share; shim.c says what it is. */
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

/* Whatever the command's own libraries must not see. */
#pragma GCC visibility push(hidden)

/* What is to become of a call: it counts when it is of the kind that was asked for. */
enum { PASS, FAIL, SHORT, KILL_AFTER };
int fate(const char *call, const char *path);
void after(int what);

/* Which descriptors are of our paths; the absolute path that a call means, or nothing when it is not one of ours. */
extern char *path_of[DESCRIPTORS];
extern int synced_writes[DESCRIPTORS];
extern int is_recording;
const char *first_root(void);
const char *meant(int directory, const char *path, char *buffer);
const char *path_at(int fd);
void remember(int fd, const char *path, int flags);
void forget(int fd);

/* The record of changes: `enter` before a change, `leave` after it, `record` in between. */
enum { WRITE = 1, SYNCED_WRITE, SYNC, TRUNCATE, CREATE, MKDIR, RENAME, UNLINK, RMDIR, OUTPUT, LINK };
void enter(const char *path);
void record(int kind, const char *path, const char *other, uint64_t offset, const void *bytes, uint64_t length);
void leave(void);
int kind_of_write(int fd);

#pragma GCC visibility pop
