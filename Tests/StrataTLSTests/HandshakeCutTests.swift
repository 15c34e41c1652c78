import StrataCore
import StrataInfoset
@testable import StrataTLS
import Testing

/// 86: a handshake that breaks behind every single octet of either side.
@Suite struct HandshakeCutTests {
    /// Lets `limit` octets of one side through, then says the end.
    private func run(_ client: TLSContext, _ server: TLSContext, fromClient: Bool, limit: Int) throws -> (
        isWhole: Bool, error: StreamTransformError?, state: StreamTransformState
    ) {
        let pair = try TLSPair(client: client, server: server)
        try pair.start()
        var passed = 0
        let clear = ByteWriter()
        while pair.toServer.count > 0 || pair.toClient.count > 0 {
            for toServer in [true, false] {
                let octets = (toServer ? pair.toServer : pair.toClient).take()
                guard octets.count > 0 else { continue }
                let receiver = toServer ? pair.server : pair.client
                let output = toServer ? pair.toClient : pair.toServer
                let count = toServer == fromClient ? min(octets.count, limit - passed) : octets.count
                if toServer == fromClient { passed += count }
                try octets[0..<count].withUnsafeBytes { (raw) throws(StreamTransformError) in
                    try receiver.receive(raw, clear: clear, output: output)
                }
                guard count < octets.count else { continue }
                do throws(StreamTransformError) {
                    try receiver.inputEnded()
                    return (false, nil, receiver.state)
                } catch {
                    // Whatever comes behind is refused too, and nothing is said in the clear.
                    #expect(throws: StreamTransformError.self) {
                        try octets[count..<octets.count].withUnsafeBytes { (raw) throws(StreamTransformError) in
                            try receiver.receive(raw, clear: clear, output: output)
                        }
                    }
                    #expect(clear.count == 0)
                    return (false, error, receiver.state)
                }
            }
        }
        return (true, nil, .established)
    }

    @Test(arguments: TLSVersion.allCases)
    func behindEveryOctet(_ version: TLSVersion) throws {
        let client = try Material.clientContext { $0.resumesSessions = false }
        let server = try Material.serverContext {
            $0.only(version)
            $0.resumesSessions = false
        }
        for fromClient in [true, false] {
            var limit = 0
            while true {
                let (isWhole, error, state) = try run(client, server, fromClient: fromClient, limit: limit)
                if isWhole { break }
                #expect([.handshakeFailed, .truncated].contains(error?.code), "\(limit): \(String(describing: error))")
                #expect(state == .failed)
                #expect(error?.message.contains("ended") == true, "\(String(describing: error))")
                limit += 1
            }
            #expect(limit > 200)
        }
    }
}
