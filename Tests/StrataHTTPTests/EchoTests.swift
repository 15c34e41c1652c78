import StrataCore
import StrataHTTP
import StrataTextEncoding
import Testing

@Suite struct EchoTests {
    @Test(arguments: [
        MessageVersion.soap11, .soap12, .soap12Addressing10, .soap11Addressing10, .soap12AddressingAugust2004, .soap11AddressingAugust2004,
    ])
    func echo(_ version: MessageVersion) async throws {
        let binding = plainBinding(version)
        try await withService(binding, Calc.handler(version)) { listener in
            try await binding.withRequestChannel(to: listener.address) { channel in
                for text in ["hi", "tail", ""] {
                    let reply = try await channel.request(Calc.request(text, version))
                    #expect(!reply.isFault)
                    #expect(try Calc.text(of: reply) == text)
                }
            }
        }
    }

    @Test func oneRawRequest() async throws {
        try await withService(plainBinding(), Calc.handler(.soap11)) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(Calc.post("hi"))
                let answers = try await peer.answers(1)
                #expect(answers.map(\.status) == [200])
                #expect(answers.first?.body.contains(">hi<") == true)
                #expect(answers.first?.field("content-type") == "text/xml; charset=utf-8")
            }
        }
    }
}
