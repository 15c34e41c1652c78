import Foundation
import Strata
import StrataCrypto
import StrataHTTP
import StrataTLS
import StrataTextEncoding

/// What is tried, each with the figures it gave; false when something did not hold.
enum Loads {
    static func binding(_ connections: Int, trust: TLSTrust? = nil) -> CustomBinding {
        var http = HTTPTransport.Configuration.defaults
        http.maxOutboundConnectionsPerEndpoint = connections
        if let trust {
            var https = HTTPSTransport.Configuration(tls: .client(trust: trust))
            https.http = http
            https.connectionLeaseTimeout = .seconds(2)
            return CustomBinding("load-client") {
                TextEncoding(.soap11)
                HTTPSTransport(https)
            }
        }
        return CustomBinding("load-client") {
            TextEncoding(.soap11)
            HTTPTransport(http)
        }
    }

    enum Outcome: Sendable {
        case answered
        case refused(String)
        case unsure(String)
    }

    static func call(_ channel: any RequestChannel, _ number: Int) async -> Outcome {
        do {
            let request = Message(version: .soap11, action: "urn:strata:load") { $0.element(word, "\(number)") }
            let reply = try await channel.request(request)
            return try reply.bodyContents?.string() == "\(number)" ? .answered : .unsure("another call's answer")
        } catch let error as CommunicationError {
            return error.retry == .safe ? .refused(error.message) : .unsure(error.message)
        } catch { return .unsure("\(error)") }
    }

    /// Calls at the same time while the service shuts down: each is answered or known not to have been executed, and some are late.
    static func calls(_ count: Int) async throws -> Bool {
        let service = try ServiceProcess("\(count / 2)")
        let address = EndpointAddress(service.address)
        let outcomes = try await binding(count).withRequestChannel(to: address) { channel in
            await withTaskGroup(of: Outcome.self) { group in
                for number in 0..<count { group.addTask { await call(channel, number) } }
                var all: [Outcome] = []
                for await outcome in group { all.append(outcome) }
                return all
            }
        }
        let executed = Int(service.line()) ?? -1
        service.wait()
        var (answered, refused, unsure) = (0, 0, 0)
        var words: [String: Int] = [:]
        for outcome in outcomes {
            switch outcome {
            case .answered: answered += 1
            case .refused(let text):
                refused += 1
                words["refused: \(text)", default: 0] += 1
            case .unsure(let text):
                unsure += 1
                words["not known: \(text)", default: 0] += 1
            }
        }
        print("calls: \(count) at once, \(answered) answered, \(refused) refused, \(unsure) not known; the service executed \(executed)")
        for (text, count) in words.sorted(by: { $0.value > $1.value }) { print("  \(count) \(text)") }
        return executed == answered && unsure == 0 && refused > 0 && answered + refused == count
    }

    /// What an idle connection may cost the service at most.
    private static let maxIdleOctets = 4096

    /// Connections that have been used once and are idle: what each costs the service, and whether it is still answered.
    static func idle(_ count: Int) throws -> Bool {
        let service = try ServiceProcess("0")
        for _ in 0..<50 { _ = RawConnection(port: service.port).map { ($0.call(), close($0.descriptor)) } }
        let before = service.usage()
        let connections = (0..<count).compactMap { _ in RawConnection(port: service.port) }
        let unused = service.usage()
        let first = connections.count { $0.call() }
        let used = service.usage()
        let second = connections.count { $0.call() }
        let after = service.usage()
        for connection in connections { close(connection.descriptor) }
        func each(_ usage: Usage) -> Int { (usage.memory - before.memory) / max(connections.count, 1) }
        print(
            "idle: \(connections.count) of \(count) connections, \(first) and \(second) answered; resident octets each: "
                + "\(each(unused)) never used, \(each(used)) used once, \(each(after)) twice; \(unused.descriptors - before.descriptors) descriptors"
        )
        _ = service.ask("end")
        service.wait()
        return connections.count == count && first == count && second == count && each(after) <= maxIdleOctets
    }
}
