import Strata
import StrataInProcess
import StrataTextEncoding

// Messages are written and read as on a wire; only the wire is not there.
let binding = CustomBinding("in-process") {
    TextEncoding(.soap12Addressing10)
    InProcessTransport()
}

var auction = HostedService<AuctionSession>(.perSession { AuctionSession() })
// The object waits for its client in the middle of a call: under .single that would be refused, for it could wait for itself.
auction.concurrency = .reentrant
auction.addEndpoint(AuctionContract.self, binding, at: EndpointAddress("inproc:auction")) { $0 }
let host = try ServiceHost(auction)
try await host.open()
let running = Task { try await host.run() }

let (sold, announce) = AsyncStream.makeStream(of: String.self)
let collector = Collector(limit: 135) { announce.yield("the \($0) for \($1)") }
try await binding.withClient(AuctionClient.self, of: host.addresses[0], callback: collector) { auction in
    let price = try await auction.sell(thing: "clock", startingAt: 100)
    print("client:  sell returned \(price)")
    for await message in sold {
        print("client:  was told that it has got \(message)")
        break
    }
    print("client:  leaves; \(try await auction.leave())")
    do { _ = try await auction.sell(thing: "vase", startingAt: 5) } catch {
        print("client:  cannot go on: \(error)")
    }
}

try await host.close()
try await running.value

// The same contract over a transport that cannot call back is refused before anything is opened.
do { _ = try ClientFactory<AuctionClient>(BasicHTTPBinding(), callback: collector) } catch {
    print("refused: \(error)")
}
