import Foundation

extension Loads {
    /// Bad requests, so many, over kept connections where the service keeps them: each is answered with an error, and what the service holds
    /// stays the same.
    static func bad(_ count: Int) throws -> Bool {
        let service = try ServiceProcess("0")
        let threads = 4
        let group = DispatchGroup()
        let (tally, port) = (BadTally(), service.port)
        func round(_ number: Int) {
            for thread in 0..<threads {
                DispatchQueue.global().async(group: group) {
                    var sender = BadSender(port: port)
                    for index in 0..<(number / threads) { tally.add(sender.send(thread + index * threads)) }
                }
            }
            group.wait()
        }
        // What is allocated once.
        round(max(count / 10, 1000))
        let before = service.usage()
        round(count)
        let after = service.usage()
        _ = service.ask("end")
        service.wait()
        let statuses = tally.statuses.sorted { $0.key < $1.key }.map { "\($0.value) times \($0.key)" }.joined(separator: ", ")
        print(
            "bad: \(count) requests (\(statuses)); resident \(before.memory) then \(after.memory), descriptors \(before.descriptors) then "
                + "\(after.descriptors), tasks \(before.tasks) then \(after.tasks)")
        return tally.statuses.keys.allSatisfy { (400..<600).contains($0) } && after.memory < before.memory + (8 << 20)
            && after.descriptors < before.descriptors + 16 && after.tasks < before.tasks + 16
    }
}

/// Sends what is wrong in many ways over a connection, and makes a new one when the service ends it.
struct BadSender {
    let port: UInt16
    private var connection: RawConnection?

    init(port: UInt16) { self.port = port }

    /// The status that it was answered with; 0 when there was no answer.
    mutating func send(_ number: Int) -> Int {
        for _ in 0..<2 {
            if connection == nil { connection = RawConnection(port: port) }
            guard let connection else { return 0 }
            connection.send(BadSender.request(number))
            if let (status, isKept) = connection.status() {
                if !isKept {
                    close(connection.descriptor)
                    self.connection = nil
                }
                return status
            }
            // The service had ended it before.
            close(connection.descriptor)
            self.connection = nil
        }
        return 0
    }

    private static func envelope(_ header: String, _ body: String) -> String {
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header>\(header)</s:Header><s:Body>\(body)</s:Body></s:Envelope>"
    }

    private static func request(_ number: Int) -> [UInt8] {
        let unique = "n\(UInt32.random(in: 0 ... .max))"
        switch number % 8 {
        case 0: return post(Array("<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><\(unique)>".utf8))
        case 1: return post(Array(envelope("<\(unique) xmlns='urn:\(unique)' s:mustUnderstand='1'/>", "<a/>").utf8))
        case 2: return post(Array(envelope("", "<a \((0..<60).map { "\(unique)\($0)='v'" }.joined(separator: " "))>&nope;</a>").utf8))
        case 3: return post([0x3C, 0xFF, 0xFE, 0x41, 0xC0, 0x80])
        case 4: return post((0..<200).map { _ in .random(in: 0...255) }, "Content-Encoding: gzip\r\n")
        case 5: return post(Array(envelope("", "<!DOCTYPE a [<!ENTITY b '\(unique)'>]>").utf8))
        case 6: return Array("POST /load HTTP/1.1\r\nHost: localhost\r\n\(unique) : x\r\n\r\n".utf8)
        default: return Array("POST /\(unique) HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc".utf8)
        }
    }

    private static func post(_ body: [UInt8], _ fields: String = "") -> [UInt8] {
        Array(
            ("POST /load HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml; charset=utf-8\r\nSOAPAction: \"urn:strata:load\"\r\n\(fields)"
                + "Content-Length: \(body.count)\r\n\r\n").utf8) + body
    }
}

/// How often each status was answered.
final class BadTally: @unchecked Sendable {
    // Under the lock.
    private var counts: [Int: Int] = [:]
    private let lock = NSLock()

    var statuses: [Int: Int] { lock.withLock { counts } }

    func add(_ status: Int) { lock.withLock { counts[status, default: 0] += 1 } }
}
