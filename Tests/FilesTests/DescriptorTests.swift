import Files
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What happens with standard descriptors closed is tried in processes of their own (`Tests/CommandLineTests`).
@Suite("Descriptors", .ownThread)
struct DescriptorTests {
  @Test("Every descriptor is above the standard ones and is closed on exec")
  func numbers() throws {
    let scratch = try Scratch()
    try scratch.write("file")
    var opened = [
      try OpenFile(plain: scratch["file"], .read), try OpenFile(directory: scratch.path),
      try OpenFile(input: scratch["file"]), try OpenFile(plain: scratch["new"], .make(.inherited)),
    ]
    let ends = try Files.pipe()
    opened += [ends.reading, ends.writing]
    for file in opened {
      #expect(file.descriptor >= StandardDescriptors.firstFree)
      #expect(fcntl(file.descriptor, F_GETFD) & FD_CLOEXEC != 0)
    }
  }

  @Test("A lock keeps others out until it is let go")
  func locks() throws {
    let scratch = try Scratch()
    let first = try OpenFile(plain: scratch["lock"], .readWriteOrMake(.inherited))
    #expect(try first.tryLock())
    let second = try OpenFile(plain: scratch["lock"], .readWriteOrMake(.inherited))
    #expect(try !second.tryLock())
    try first.close()
    #expect(try second.tryLock())
  }
}
