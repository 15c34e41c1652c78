import StrataCore
import StrataInfoset
import TestSupport
import Testing

/// Whatever a message says, the node answers with one that can be written and read again, or with none.
@Suite("Damaged messages at the processing node")
struct ProcessorFuzzTests {
    /// The pieces that a message is put together from: what belongs there, and what does not.
    private static let pieces = [
        "<a:Action>urn:a</a:Action>", "<a:Action/>", "<a:Action s:ROLE='NEXT'>urn:b</a:Action>", "<a:MessageID>urn:1</a:MessageID>",
        "<a:MessageID>&#10;</a:MessageID>", "<a:To>http://localhost/</a:To>", "<a:To><x:y/></a:To>", "<a:To>http://[</a:To>",
        "<a:RelatesTo RelationshipType='q:q'>urn:2</a:RelatesTo>", "<a:ReplyTo><a:Address>ANONYMOUS</a:Address></a:ReplyTo>",
        "<a:ReplyTo><a:Address>urn:x</a:Address><a:ReferenceParameters><x:k/>t<k/></a:ReferenceParameters></a:ReplyTo>",
        "<a:FaultTo><a:Address>ANONYMOUS</a:Address><a:ReferenceParameters><x:k s:mustUnderstand='1'>&lt;</x:k></a:ReferenceParameters></a:FaultTo>",
        "<a:FaultTo><a:Address/></a:FaultTo>", "<a:ReplyTo/>", "<a:From><a:Address>urn:f</a:Address><a:Address>urn:g</a:Address></a:From>",
        "<a:FaultTo><a:Address>http://www.w3.org/2005/08/addressing/none</a:Address></a:FaultTo>", "<a:Unknown s:mustUnderstand='1'/>",
        "<x:H s:mustUnderstand='true' s:ROLE='NEXT'/>", "<x:H s:mustUnderstand='?'/>", "<h/>", "<!--c-->",
        "<x:H s:ROLE='urn:r'>&#x1F600;</x:H>",
        "<x:Deep>" + String(repeating: "<x:d>", count: 20) + String(repeating: "</x:d>", count: 20) + "</x:Deep>",
        "<Identity xmlns='http://schemas.xmlsoap.org/ws/2006/02/addressingidentity'/>", "<x:E s:encodingStyle='urn:e'/>", "text",
    ]

    private static func message(_ version: MessageVersion, _ random: inout SeededGenerator) -> [UInt8] {
        let headers = (0..<Int.random(in: 0...6, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            .replacing("ROLE", with: version.envelope == .soap11 ? "actor" : "role").replacing("NEXT", with: version.envelope.nextRole)
            .replacing("ANONYMOUS", with: version.addressing.anonymousAddress ?? "urn:none")
        var octets = Array(
            ("<s:Envelope xmlns:s='\(version.envelope.namespace)' xmlns:a='\(version.addressing.namespace)' xmlns:x='urn:x'><s:Header>"
                + headers + "</s:Header><s:Body><x:b/></s:Body></s:Envelope>").utf8)
        guard Int.random(in: 0..<3, using: &random) == 0 else { return octets }
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let at = Int.random(in: 0..<octets.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: octets[at] = UInt8.random(in: 0...255, using: &random)
            case 1: octets.remove(at: at)
            case 2: octets.insert(contentsOf: octets[at...].prefix(12), at: at)
            default: octets.removeSubrange(at...)
            }
            if octets.isEmpty { return [0] }
        }
        return octets
    }

    @Test("are answered, or are not, and never break anything", arguments: MessageTests.versions.filter { $0 != .none })
    func answers(_ version: MessageVersion) async throws {
        var random = SeededGenerator(seed: 20)
        var answered = (good: 0, faults: 0, refused: 0, nothing: 0)
        for _ in 0..<500 {
            let octets = Self.message(version, &random)
            var configuration = SOAPProcessor.Configuration()
            configuration.replyAddresses = Bool.random(using: &random) ? .any : .anonymous
            configuration.requiresAddressing = Bool.random(using: &random)
            configuration.roles = ["urn:r"]
            let node = SOAPProcessor(version: version, configuration: configuration)
            let request: Message
            do {
                request = try receive(octets, version)
            } catch {
                let fault = try #require(node.refusal(of: error).fault)
                #expect(try transmitted(fault).isFault)
                answered.refused += 1
                continue
            }
            let fails = Bool.random(using: &random)
            let reply = await node.process(request) { request in
                if fails { throw FaultError(.receiver("no")) }
                return Message(version: request.version, action: nil)
            }
            guard let reply else {
                answered.nothing += 1
                continue
            }
            let read = try transmitted(reply)
            #expect(read.isFault == reply.isFault)
            #expect(try read.fault()?.reason.isEmpty != true)
            // What goes out obeys the rules that are asked of what comes in.
            if version.addressing != .none {
                let names = read.headers.filter { $0.name.namespace == version.addressing.namespace }.map(\.name)
                #expect(Set(names).count == names.count, "\(String(decoding: octets, as: UTF8.self))")
            }
            if reply.isFault { answered.faults += 1 } else { answered.good += 1 }
        }
        // The run has seen every kind of outcome that the version has.
        #expect(answered.good > 10 && answered.faults > 10 && answered.refused > 10, "\(answered)")
        #expect((answered.nothing > 0) == (version.addressing == .addressing10), "\(answered)")
    }
}
