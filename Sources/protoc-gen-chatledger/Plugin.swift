import SwiftProtobuf
import SwiftProtobufPluginLibrary

/// Writes everything mechanical about the schema: the types of the domain with their sums and dispatches, the codec,
/// the JSON, samples for tests, and the page of all fields.
///
/// `make proto` runs it, and what it writes is committed. It is a plugin of `protoc`, so that nobody here parses
/// `.proto` files: protoc hands over the descriptors, with the options of `options.proto`.
@main
struct Plugin: CodeGenerator {
  func generate(
    files: [FileDescriptor], parameter: any CodeGeneratorParameter, protoCompilerContext: any ProtoCompilerContext,
    generatorOutputs: any GeneratorOutputs
  ) throws {
    let schema = try Schema(files.filter { !$0.name.hasSuffix("options.proto") })
    let files = DomainWriter(schema).files() + CodecWriter(schema).files() + JSONTableWriter(schema).files()
    for file in files + SampleCodeWriter(schema).files() + PageWriter(schema).files() {
      try generatorOutputs.add(fileName: file.path, contents: file.text)
    }
  }

  var supportedFeatures: [Google_Protobuf_Compiler_CodeGeneratorResponse.Feature] { [.proto3Optional] }
  var supportedEditionRange: ClosedRange<Google_Protobuf_Edition> { .proto3 ... .proto3 }

  var customOptionExtensions: [any AnyMessageExtension] {
    [
      Schema_Extensions_absent, Schema_Extensions_or_actor,
      Schema_Extensions_id, Schema_Extensions_is_position, Schema_Extensions_required, Schema_Extensions_preset,
      Schema_Extensions_inlined, Schema_Extensions_kept_in, Schema_Extensions_swift, Schema_Extensions_as,
      Schema_Extensions_json_as, Schema_Extensions_says_present, Schema_Extensions_wrapped_as, Schema_Extensions_list,
      Schema_Extensions_entry, Schema_Extensions_absent_when_empty, Schema_Extensions_on_conversation,
      Schema_Extensions_stored_as, Schema_Extensions_counts, Schema_Extensions_by_hand, Schema_Extensions_camel_case,
      Schema_Extensions_counted, Schema_Extensions_sum, Schema_Extensions_state_as,
    ]
  }
}

/// A file to write, by its path from the root of the package.
struct GeneratedFile {
  var path: String
  var text: String
}

/// What the schema says and this program cannot turn into code.
struct SchemaFault: Error, CustomStringConvertible {
  var description: String

  init(_ place: String, _ message: String) { description = "\(place) \(message)" }
}
