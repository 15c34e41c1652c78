import StrataFraming
import TestSupport

/// How the octets of a stream come to a reader.
enum Delivery: Sendable, CustomStringConvertible {
    case whole
    /// One at a time; every octet is shown to the reader at once.
    case single
    /// One at a time; the reader is asked again only when it has what it needs.
    case singleWithNeed
    case random(UInt64)
    case cut([Int])

    static let all: [Delivery] = [.whole, .single, .singleWithNeed, .random(1), .random(2), .random(3)]

    var description: String {
        switch self {
        case .whole: "whole"
        case .single: "one octet a read"
        case .singleWithNeed: "one octet a read, by need"
        case .random(let seed): "random pieces, seed \(seed)"
        case .cut(let at): "cut at \(at)"
        }
    }

    func pieces(_ octets: [UInt8]) -> [ArraySlice<UInt8>] {
        switch self {
        case .whole: return [octets[...]]
        case .single, .singleWithNeed: return octets.indices.map { octets[$0...$0] }
        case .random(let seed):
            var g = SeededGenerator(seed: seed)
            var at = 0
            var all: [ArraySlice<UInt8>] = []
            while at < octets.count {
                let n = min(Int.random(in: 1...(Bool.random(using: &g) ? 8 : 700), using: &g), octets.count - at)
                all.append(octets[at..<at + n])
                at += n
            }
            return all
        case .cut(let cuts):
            var at = 0
            var all: [ArraySlice<UInt8>] = []
            for c in cuts + [octets.count] where c > at && c <= octets.count {
                all.append(octets[at..<c])
                at = c
            }
            return all
        }
    }
}

/// One message as it was read.
struct ReadMessage: Equatable {
    var method = ""
    var target = ""
    var status = 0
    var fields = HTTPFields()
    var body: [UInt8] = []
    var trailers: HTTPFields?
    var isWhole = false
    var keepAlive = false
    var expectsContinue = false
}

/// All that came of a stream of octets; equal for any delivery of the same octets.
struct Transcript: Equatable {
    var messages: [ReadMessage] = []
    var interims: [Int] = []
    var error: HTTP1.MessageError?
    /// No more messages can be read.
    var closed = false
    /// Octets that were not taken.
    var left = 0

    var whole: [ReadMessage] { messages.filter(\.isWhole) }

    static func requests(
        _ octets: [UInt8], _ delivery: Delivery = .whole, limits: HTTP1.Limits = vectorLimits, gather: Int = 0, ended: Bool = false
    ) -> Transcript {
        var t = Transcript()
        var reader = HTTP1.RequestReader(limits: limits)
        reader.gather = gather
        do throws(HTTP1.MessageError) {
            t.left = try feed(octets, delivery) { input throws(HTTP1.MessageError) in
                let step = try reader.next(input)
                guard let part = step.part else { return (step.consumed, step.need) }
                switch part {
                case .head(let h):
                    t.messages.append(
                        ReadMessage(
                            method: h.method, target: h.target, fields: h.fields, keepAlive: h.keepAlive, expectsContinue: h.expectsContinue
                        ))
                case .body(let b): t.messages[t.messages.count - 1].body += b
                case .trailers(let f): t.messages[t.messages.count - 1].trailers = f
                case .end: t.messages[t.messages.count - 1].isWhole = true
                }
                return (step.consumed, nil)
            }
            if ended { try reader.inputEnded() }
        } catch {
            t.error = error
        }
        t.closed = t.error != nil || reader.isFinished
        return t
    }

    static func responses(
        _ octets: [UInt8], _ delivery: Delivery = .whole, method: String = "POST", limits: HTTP1.Limits = vectorLimits, ended: Bool = false
    ) -> Transcript {
        var t = Transcript()
        var reader = HTTP1.ResponseReader(limits: limits)
        do throws(HTTP1.MessageError) {
            try reader.begin(method: method)
            t.left = try feed(octets, delivery) { input throws(HTTP1.MessageError) in
                let step = try reader.next(input)
                guard let part = step.part else { return (step.consumed, step.need) }
                switch part {
                case .interim(let h): t.interims.append(h.status)
                case .head(let h): t.messages.append(ReadMessage(status: h.status, fields: h.fields, keepAlive: h.keepAlive))
                case .body(let b): t.messages[t.messages.count - 1].body += b
                case .trailers(let f): t.messages[t.messages.count - 1].trailers = f
                case .end: t.messages[t.messages.count - 1].isWhole = true
                }
                return (step.consumed, nil)
            }
            if ended, try reader.inputEnded() { t.messages[t.messages.count - 1].isWhole = true }
        } catch {
            t.error = error
        }
        t.closed = t.error != nil || !reader.isIdle
        return t
    }

    /// Plays the stream: keeps what was not taken, shows it again with what came. Returns how much is left.
    private static func feed(
        _ octets: [UInt8], _ delivery: Delivery, _ next: (UnsafeRawBufferPointer) throws(HTTP1.MessageError) -> (Int, Int?)
    ) throws(HTTP1.MessageError) -> Int {
        var held: [UInt8] = []
        var taken = 0
        var need = 0
        var byNeed = false
        if case .singleWithNeed = delivery { byNeed = true }
        for piece in delivery.pieces(octets) {
            held.append(contentsOf: piece)
            if byNeed, held.count - taken < need { continue }
            while true {
                let (n, wanted) = try call(held, taken, next)
                taken += n
                if let wanted {
                    need = wanted
                    break
                }
            }
            if taken == held.count {
                held.removeAll(keepingCapacity: true)
                taken = 0
            }
        }
        return held.count - taken
    }

    private static func call(
        _ held: [UInt8], _ from: Int, _ next: (UnsafeRawBufferPointer) throws(HTTP1.MessageError) -> (Int, Int?)
    ) throws(HTTP1.MessageError) -> (Int, Int?) {
        let r: Result<(Int, Int?), HTTP1.MessageError> = held.withUnsafeBytes { b in
            do throws(HTTP1.MessageError) {
                return .success(try next(UnsafeRawBufferPointer(rebasing: b[from...])))
            } catch {
                return .failure(error)
            }
        }
        return try r.get()
    }
}

/// The profile of the vectors.
let vectorLimits: HTTP1.Limits = {
    var l = HTTP1.Limits()
    l.body = 262144
    return l
}()

func octets(_ s: String) -> [UInt8] { [UInt8](s.utf8) }
