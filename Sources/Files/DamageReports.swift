internal import CFiles

/// What the program says, instead of dying by a signal, when a data file that is mapped turns out to be damaged.
package enum DamageReports {
  /// From now on such a fault ends the process with exit code 4, the name of the file and what to do. For the command
  /// only: a library does not take the signals of whoever embeds it.
  package static func install() { cfaults_install() }

  /// Ends the process when ``install()`` was called; returns at once otherwise.
  package static func impossible(in directory: UnsafePointer<CChar>) { cfaults_impossible(directory) }
}
