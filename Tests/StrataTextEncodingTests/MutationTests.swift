import StrataCore
import StrataInfoset
import TestSupport
import Testing

@testable import StrataTextEncoding

/// A message damaged at random with known seeds: refused with a reason, or a message that can be written again and means the same.
@Suite("Damaged messages")
struct MutationTests {
    private static let source =
        "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' xmlns:a='http://www.w3.org/2005/08/addressing' xmlns:x='urn:x'>"
        + "<s:Header><a:Action s:mustUnderstand='1'>urn:a</a:Action><a:MessageID>urn:uuid:1</a:MessageID><a:ReplyTo x:k='v'><a:Address>"
        + "http://www.w3.org/2005/08/addressing/anonymous</a:Address><a:ReferenceParameters><x:p>x:v</x:p></a:ReferenceParameters></a:ReplyTo>"
        + "<x:h s:role='urn:r' s:relay='true'>&#13;<![CDATA[<]]></x:h></s:Header><s:Body xmlns='urn:d'><e t='x:n'>1<!-- -->2</e></s:Body>"
        + "</s:Envelope>"

    private func mutated(_ random: inout SeededGenerator) -> [UInt8] {
        var octets = Array(Self.source.utf8)
        let words = ["s:Header", "s:Body", "<x/>", "&#0;", " ", "a:", "xmlns=''", "]]>", "\u{FEFF}", "<?p?>", "1", "s:Fault"].map {
            Array($0.utf8)
        }
        for _ in 0..<Int.random(in: 1...2, using: &random) {
            let at = Int.random(in: 0..<octets.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: octets[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: octets.removeSubrange(at..<min(octets.count, at + Int.random(in: 1...6, using: &random)))
            case 2: octets.insert(contentsOf: words[Int.random(in: 0..<words.count, using: &random)], at: at)
            default:
                // Another whole element in the place of one tag's end.
                let end = octets[at...].firstIndex(of: UInt8(ascii: ">")) ?? at
                octets.insert(contentsOf: "<x:y a:z=''>x:t</x:y>".utf8, at: min(octets.count, end + 1))
            }
        }
        return octets
    }

    @Test("are refused, or written again as what they were", arguments: [XMLCharacterEncoding.utf8, .utf16BigEndian])
    func damaged(_ encoding: XMLCharacterEncoding) throws {
        var configuration = TextEncoding.Configuration()
        configuration.writeEncoding = encoding
        var encoder = TextMessageEncoder(configuration)
        var (accepted, refused) = (0, 0)
        for seed in 0..<1500 {
            var random = SeededGenerator(seed: UInt64(seed))
            let octets = mutated(&random)
            var message: Message
            do {
                message = try octets.withUnsafeBytes { try encoder.decode($0, contentType: nil) }
                accepted += 1
            } catch {
                refused += 1
                #expect(error is MessageCodingError)
                continue
            }
            let before = message.bodyContents?.text
            let names = message.headers.map(\.name)
            message.headers.add(MessageHeader(ExpandedName("added", namespace: "urn:n"), "x"))
            let writer = ByteWriter()
            do { try encoder.encode(&message, into: writer) } catch {
                #expect(error.code == .notEncodable, "seed \(seed): \(error)")
                continue
            }
            let again = try encoder.decode(writer.bytes, contentType: encoder.contentType(of: message))
            #expect(again.headers.map(\.name) == names + [ExpandedName("added", namespace: "urn:n")], "seed \(seed)")
            #expect((before == nil) == (again.bodyContents == nil), "seed \(seed)")
            #expect(again.bodyContents?.name == message.bodyContents?.name, "seed \(seed)")
        }
        #expect(accepted > 200 && refused > 200)
    }
}
