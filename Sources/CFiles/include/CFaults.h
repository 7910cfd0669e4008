#ifndef CHATLEDGER_CFAULTS_H
#define CHATLEDGER_CFAULTS_H

/// Lets a program end with exit code 4 and two lines on standard error, instead of by a signal, when a mapped data file
/// is damaged or cannot be read. For programs of this project only, never for a library that somebody embeds.
///
/// Signals that no data file has sent end the program as before.
void cfaults_install(void);

/// Ends the program with exit code 4 because LMDB found something impossible in an environment's file; returns at once
/// where `cfaults_install` was never called.
void cfaults_impossible(const char *directory);

#endif
