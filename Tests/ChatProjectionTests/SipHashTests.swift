import TestSupport
import Testing

@testable import ChatProjection

/// The first vectors of the reference implementation (`vectors_sip128` in github.com/veorq/SipHash): the key is the
/// bytes 00 to 0F, the message of vector *n* the bytes 00, 01, … of which there are *n*.
@Suite(.ownThread) struct SipHashTests {
  static let vectors: [UInt128] = [
    0xa381_7f04_ba25_a8e6_6df6_7214_c755_0293, 0xda87_c1d8_6b99_af44_3476_5911_9b22_fc45,
    0x8177_228d_a4a4_5dc7_fca3_8bde_f60a_ffe4, 0x9c70_b60c_5267_a94e_5f33_b6b0_2985_ed51,
    0xf881_64c1_2d9c_8faf_7d0f_6e7c_7bcd_5579, 0x1368_8759_8077_6f88_5452_7a07_690e_9627,
    0x14ee_ca33_8b20_8613_485e_a030_8fd7_a15e, 0xa1f1_ebbe_d8db_c153_c0b8_4aa6_1ff0_8239,
    0x3b62_a9ba_6258_f561_0f83_e264_f314_97b4, 0x2644_9906_0ad9_baab_c47f_8b02_bb6d_71ed,
    0x0011_0dc3_7814_6956_c954_47d3_f3d0_fbba, 0x0151_c568_386b_6677_a2b4_dc6f_81e5_dc18,
    0xd626_b266_905e_f358_8263_4df6_8532_c125, 0x9869_e247_e9c0_8b10_d029_934f_c4b9_52f7,
    0x31fc_efac_66d7_de9c_7ec7_485f_e449_4902, 0x5493_e999_33b0_a811_7e08_ec0f_97cf_c3d9,
    0x6ee2_a4ca_67b0_54bb_fd33_15bf_8523_0577,
  ]
  static let key: UInt128 = 0x0001_0203_0405_0607_0809_0a0b_0c0d_0e0f

  @Test func theVectorsOfTheReferenceAreMet() {
    for (count, expected) in Self.vectors.enumerated() {
      let message = (0..<count).map { UInt8($0) }
      var hash = SipHash128(key: Self.key)
      hash.update(message.span.bytes)
      #expect(hash.finish() == expected, "\(count) bytes")
    }
  }

  @Test func itDoesNotMatterHowTheMessageComes() {
    let message = (0..<16).map { UInt8($0) }
    for cut in 0...16 {
      var hash = SipHash128(key: Self.key)
      let tail = Array(message[cut...])
      for byte in message[..<cut] { hash.update(byte) }
      hash.update(tail.span.bytes)
      #expect(hash.finish() == Self.vectors[16], "cut at \(cut)")
    }
  }
}
