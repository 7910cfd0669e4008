#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CFaults.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef __linux__
#include <ucontext.h>
#endif

// Everything here may run in a signal handler: no allocation, no locks, only calls that POSIX allows there.

static volatile sig_atomic_t is_installed = 0;

#define LINE_BYTES 4608

static void say(const char *text) {
  size_t rest = strlen(text);
  while (rest > 0) {
    ssize_t count = write(2, text, rest);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    text += count;
    rest -= (size_t)count;
  }
}

/// A path may hold what a terminal would obey.
static void say_path(const char *path) {
  for (; *path != '\0'; path++) {
    char text[2] = {(unsigned char)*path < 0x20 || *path == 0x7F ? '?' : *path, '\0'};
    say(text);
  }
}

static void say_remedy(const char *path) {
  if (strstr(path, "/projection") != NULL) {
    say("hint: The projection is derived from the log, which is another file: nothing is lost. Make it anew with "
        "`chat-ledger rebuild`; if that ends the same way, move projection/ out of the ledger first.\n");
  } else if (strstr(path, "/snapshots/") != NULL) {
    say("hint: Snapshots are derived from the log: nothing is lost. Remove this directory and take a new one.\n");
  } else if (strstr(path, "/log") != NULL) {
    say("hint: Stop whatever writes to it and leave the file as it is. Copy the whole directory, run `chat-ledger "
        "verify log` on the copy, and restore log/ from a backup.\n");
  } else {
    say("hint: Look at the disk and its free space, then try again.\n");
  }
}

#ifdef __linux__

struct maps {
  int file;
  char buffer[4096];
  ssize_t filled;
  ssize_t at;
};

/// The next line of /proc/self/maps; false at the end.
static bool next_line(struct maps *maps, char *line) {
  size_t length = 0;
  while (true) {
    if (maps->at == maps->filled) {
      do { maps->filled = read(maps->file, maps->buffer, sizeof maps->buffer); } while (maps->filled < 0 && errno == EINTR);
      maps->at = 0;
      if (maps->filled <= 0) {
        maps->filled = 0;
        return false;
      }
    }
    char next = maps->buffer[maps->at++];
    if (next == '\n') {
      line[length] = '\0';
      return true;
    }
    if (length < LINE_BYTES - 1) line[length++] = next;
  }
}

static const char *hexadecimal(const char *text, uintptr_t *value) {
  *value = 0;
  while (true) {
    char next = *text;
    if (next >= '0' && next <= '9') {
      *value = *value * 16 + (uintptr_t)(next - '0');
    } else if (next >= 'a' && next <= 'f') {
      *value = *value * 16 + (uintptr_t)(next - 'a' + 10);
    } else {
      return text;
    }
    text++;
  }
}

/// The path at the end of a line, or an empty text.
static const char *path_of(const char *line) {
  const char *path = strchr(line, '/');
  return path == NULL ? "" : path;
}

static bool is_data_file(const char *path) {
  size_t length = strlen(path);
  return (length >= 9 && strcmp(path + length - 9, "/data.mdb") == 0) || strstr(path, "/data.mdb (deleted)") != NULL
    || strstr(path, "/chat-ledger.") != NULL;
}

/// The mapping that holds an address; false where there is none. `line` gets its line.
static bool find_mapping(uintptr_t address, char *line) {
  static struct maps maps;
  maps.filled = maps.at = 0;
  maps.file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  if (maps.file < 0) return false;
  bool is_found = false;
  while (!is_found && next_line(&maps, line)) {
    uintptr_t start, end;
    const char *rest = hexadecimal(line, &start);
    if (*rest != '-') continue;
    hexadecimal(rest + 1, &end);
    is_found = address >= start && address < end;
  }
  close(maps.file);
  return is_found;
}

/// Names every data file that is mapped; false when there is none.
static bool say_all_data_files(void) {
  static struct maps maps;
  static char line[LINE_BYTES];
  maps.filled = maps.at = 0;
  maps.file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  if (maps.file < 0) return false;
  int count = 0;
  while (next_line(&maps, line)) {
    if (!is_data_file(path_of(line))) continue;
    say(count == 0 ? "error: One of these is damaged, or cannot be read from the device: " : ", ");
    say_path(path_of(line));
    count++;
  }
  close(maps.file);
  if (count > 0) {
    say(".\nhint: Run `chat-ledger verify log`: when it finds nothing, the log is sound and `chat-ledger rebuild` makes "
        "the rest anew; when it ends the same way, leave the files as they are and restore log/ from a backup.\n");
  }
  return count > 0;
}

static uintptr_t program_counter(void *context) {
#if defined(__x86_64__)
  return (uintptr_t)((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
  return (uintptr_t)((ucontext_t *)context)->uc_mcontext.pc;
#else
  return 0;
#endif
}

static void handle(int number, siginfo_t *info, void *context) {
  static char line[LINE_BYTES];
  static volatile sig_atomic_t is_under_way = 0;
  // Sent by a system call it is somebody's wish, not a fault.
  bool is_fault = info->si_code > 0;
  if (is_fault && !is_under_way) {
    is_under_way = 1;
    if (find_mapping((uintptr_t)info->si_addr, line) && is_data_file(path_of(line))) {
      say("error: ");
      say_path(path_of(line));
      say(" is damaged, or cannot be read from the device.\n");
      say_remedy(path_of(line));
      _exit(4);
    }
    // LMDB followed a number in a page to somewhere else.
    if (find_mapping(program_counter(context), line) && strstr(path_of(line), "lmdb") != NULL && say_all_data_files()) {
      _exit(4);
    }
  }
  // A fault of the program itself stays what it is.
  signal(number, SIG_DFL);
  if (!is_fault) raise(number);
}

void cfaults_install(void) {
  static char stack[64 << 10];
  stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack, .ss_flags = 0};
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = handle;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  if (sigaltstack(&alternate, NULL) != 0) return;
  sigaction(SIGSEGV, &action, NULL);
  sigaction(SIGBUS, &action, NULL);
  is_installed = 1;
}

#else

// Without /proc nothing tells which file an address belongs to; what LMDB says itself is told all the same.
void cfaults_install(void) { is_installed = 1; }

#endif

void cfaults_impossible(const char *directory) {
  if (!is_installed) return;
  say("error: ");
  say_path(directory);
  say("/data.mdb is damaged: LMDB found in it what cannot be.\n");
  say_remedy(directory);
  _exit(4);
}
