public import ChatDomain

/// `{"position":12}`, `{"point":{"position":3,"time":"…"}}` or `{"import":7}`.
extension Watermark: Codable, JSONUnion {
  static let jsonKind = "watermark"
  static let jsonCases: [JSONCase<Watermark>] = [
    .init("position", Watermark.position) { if case .position(let value) = $0 { value } else { nil } },
    .init("point", Watermark.point) { if case .point(let value) = $0 { value } else { nil } },
    .init("import", Watermark.imported(by:)) { if case .imported(let value) = $0 { value } else { nil } },
  ]

  public init(from decoder: any Decoder) throws {
    self = try Self.read(decoder.container(keyedBy: JSONName.self), in: "the watermark")
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: JSONName.self)
    try write(&container)
  }
}

extension ClearMark: JSONObject {
  public static let jsonDefault = ClearMark(removal: .start, watermark: .position(.start))
  public static let jsonFields: [JSONField<ClearMark>] = [
    .required("removal", \.removal), .required("watermark", \.watermark), .required("hidden", \.hidden),
  ]
}

extension PersonalClear: JSONObject {
  public static let jsonDefault = PersonalClear(removal: .start, watermark: .position(.start))
  public static let jsonFields: [JSONField<PersonalClear>] = [
    .required("removal", \.removal), .required("watermark", \.watermark),
  ]
}
