import StrataCore
import StrataInfoset
import Synchronization
import Testing

@Suite("Headers of hostile peers")
struct HostileHeaderTests {
    private static let local = "http://schemas.microsoft.com/ws/2005/05/addressing/none"

    private func envelope(_ version: MessageVersion, _ headers: String, body: String = "") throws -> Message {
        try receive(
            "<s:Envelope xmlns:s='\(version.envelope.namespace)' xmlns:x='urn:x' xmlns:n='\(Self.local)'>"
                + "<s:Header>\(headers)</s:Header><s:Body>\(body)</s:Body></s:Envelope>", version)
    }

    @Test("an action in the message never passes for the transport's", arguments: [MessageVersion.soap11, .soap12])
    func actionInBand(_ version: MessageVersion) async throws {
        let request = try envelope(version, "<n:Action>urn:admin</n:Action><n:To>urn:elsewhere</n:To>")
        #expect(request.headers.action == nil)
        #expect(request.headers.to == nil)
        let seen = Mutex<String?>(nil)
        let node = SOAPProcessor(version: version)
        _ = await node.process(request, transport: "urn:harmless") { request in
            seen.withLock { $0 = request.headers.action }
            return nil
        }
        #expect(seen.withLock { $0 } == "urn:harmless")
        // It is a block like any other: kept and written. Old peers demand that it is understood.
        #expect(try text(request).contains("urn:admin"))
        let demanding = try envelope(version, "<n:Action s:mustUnderstand='1'>urn:admin</n:Action>")
        let reply = await node.process(demanding) { _ in nil }
        #expect(reply == nil)
    }

    @Test("the transport's action does not get onto the wire by copying headers")
    func localHeadersStay() throws {
        let plain = Message(version: .soap12, action: "urn:local")
        var message = Message(version: .soap12Addressing10, action: "urn:a")
        message.headers.copyAll(from: plain.headers)
        #expect(try !text(message).contains(Self.local))
        #expect(message.headers.action == "urn:a")
    }

    @Test("SOAP elements inside the header are blocks, not the message's parts")
    func nestedEnvelope() throws {
        let message = try envelope(
            .soap12,
            "<s:Body><x:fake/></s:Body><s:Fault><s:Code/></s:Fault><s:Envelope><s:Body/></s:Envelope>"
                + "<x:H s:mustUnderstand='0'><y xmlns='' s:mustUnderstand='1'/></x:H>",
            body: "<x:real/>")
        #expect(message.headers.map(\.name.localName) == ["Body", "Fault", "Envelope", "H"])
        #expect(message.bodyContents?.localName == "real")
        #expect(!message.isFault)
        #expect(try transmitted(message).bodyContents?.localName == "real")
    }

    @Test("thousands of headers that must be understood are each named once")
    func manyHeaders() async throws {
        let blocks = String(repeating: "<x:A s:mustUnderstand='1'/><x:B s:mustUnderstand='true'/>", count: 2000)
        let reply = await SOAPProcessor(version: .soap12).process(try envelope(.soap12, blocks)) { _ in nil }
        #expect(reply?.headers.all(ExpandedName("NotUnderstood", namespace: soap12Namespace)).count == 2)
    }

    @Test("the same header more than once is found in order and changed one at a time")
    func duplicates() throws {
        let name = ExpandedName("H", namespace: "urn:x")
        var message = try envelope(
            .soap12, "<x:H>1</x:H><x:H s:role='urn:r'>2</x:H><x:H>3</x:H><H xmlns='urn:other'>4</H>")
        #expect(message.headers.all(name).map(\.text) == ["1", "2", "3"])
        #expect(message.headers.all(name, actor: "").map(\.text) == ["1", "3"])
        message.headers.removeAll(name, actor: "")
        let again = try transmitted(message)
        #expect(again.headers.map(\.text) == ["2", "4"])
    }
}
