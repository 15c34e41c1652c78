import StrataCore
import Testing

/// The table of the state machine: every event in every state.
struct LifecycleTests {
    enum Event: CaseIterable { case open, finishOpen, close, finishClose, abort, finishAbort, fault }

    struct Row: Sendable, CustomTestStringConvertible {
        let from: String
        let event: Event
        let to: CommunicationState
        let action: String

        init(_ from: String, _ event: Event, _ to: CommunicationState, _ action: String) {
            (self.from, self.event, self.to, self.action) = (from, event, to, action)
        }

        var testDescription: String { "\(event) when \(from)" }
    }

    struct Root: Error {}

    static let origins: [String: [Event]] = [
        "created": [],
        "opening": [.open],
        "opened": [.open, .finishOpen],
        "closing": [.open, .finishOpen, .close],
        "aborting": [.open, .finishOpen, .abort],
        "closed": [.open, .finishOpen, .close, .finishClose],
        "aborted": [.open, .finishOpen, .abort, .finishAbort],
        "faulted": [.open, .finishOpen, .fault],
        "faulted while closing": [.open, .finishOpen, .close, .fault],
    ]

    static let table: [Row] = [
        Row("created", .open, .opening, "go on"),
        Row("created", .finishOpen, .created, "throw notOpen"),
        Row("created", .close, .closing, "abort"),
        Row("created", .finishClose, .created, "throw"),
        Row("created", .abort, .closing, "abort"),
        Row("created", .fault, .faulted, "first"),
        Row("opening", .open, .opening, "throw invalidOperation"),
        Row("opening", .finishOpen, .opened, "go on"),
        Row("opening", .close, .closing, "abort"),
        Row("opening", .finishClose, .opening, "throw"),
        Row("opening", .abort, .closing, "abort"),
        Row("opening", .fault, .faulted, "first"),
        Row("opened", .open, .opened, "throw invalidOperation"),
        Row("opened", .finishOpen, .opened, "throw invalidOperation"),
        Row("opened", .close, .closing, "close"),
        Row("opened", .finishClose, .opened, "throw"),
        Row("opened", .abort, .closing, "abort"),
        Row("opened", .fault, .faulted, "first"),
        Row("closing", .open, .closing, "throw closed"),
        Row("closing", .finishOpen, .closing, "throw closed"),
        Row("closing", .close, .closing, "nothing"),
        Row("closing", .finishClose, .closed, "closed"),
        Row("closing", .abort, .closing, "abort"),
        Row("closing", .fault, .faulted, "first"),
        Row("aborting", .open, .closing, "throw aborted"),
        Row("aborting", .finishOpen, .closing, "throw aborted"),
        Row("aborting", .close, .closing, "nothing"),
        Row("aborting", .finishClose, .closing, "throw"),
        Row("aborting", .abort, .closing, "nothing"),
        Row("aborting", .finishAbort, .closed, "done"),
        Row("aborting", .fault, .closing, "ignored"),
        Row("closed", .open, .closed, "throw closed"),
        Row("closed", .finishOpen, .closed, "throw closed"),
        Row("closed", .close, .closed, "nothing"),
        Row("closed", .finishClose, .closed, "throw"),
        Row("closed", .abort, .closed, "nothing"),
        Row("closed", .fault, .closed, "ignored"),
        Row("aborted", .open, .closed, "throw aborted"),
        Row("aborted", .finishOpen, .closed, "throw aborted"),
        Row("aborted", .close, .closed, "nothing"),
        Row("aborted", .finishClose, .closed, "throw"),
        Row("aborted", .abort, .closed, "nothing"),
        Row("aborted", .fault, .closed, "ignored"),
        Row("faulted", .open, .faulted, "throw faulted"),
        Row("faulted", .finishOpen, .faulted, "throw faulted"),
        Row("faulted", .close, .closing, "abortAndThrow"),
        Row("faulted", .finishClose, .closing, "abortAndThrow"),
        Row("faulted", .abort, .closing, "abort"),
        Row("faulted", .fault, .faulted, "ignored"),
        Row("faulted while closing", .open, .faulted, "throw faulted"),
        Row("faulted while closing", .finishOpen, .faulted, "throw faulted"),
        Row("faulted while closing", .close, .closing, "abortAndThrow"),
        Row("faulted while closing", .finishClose, .closing, "abortAndThrow"),
        Row("faulted while closing", .abort, .closing, "abort"),
        Row("faulted while closing", .fault, .faulted, "ignored"),
    ]

    static func apply(_ event: Event, to life: inout Lifecycle) -> String {
        do throws(CommunicationError) {
            switch event {
            case .open: try life.beginOpen()
            case .finishOpen: try life.finishOpen()
            case .close: return "\(life.beginClose())"
            case .finishClose: return "\(life.finishClose())"
            case .abort: return life.beginAbort() ? "abort" : "nothing"
            case .finishAbort:
                life.finishAbort()
                return "done"
            case .fault: return life.fault(Root()) ? "first" : "ignored"
            }
            return "go on"
        } catch {
            return "throw \(error.code)"
        }
    }

    @Test(arguments: table) func event(_ row: Row) throws {
        var life = Lifecycle("it")
        for event in try #require(LifecycleTests.origins[row.from]) { _ = LifecycleTests.apply(event, to: &life) }
        let action = LifecycleTests.apply(row.event, to: &life)
        #expect(action == row.action)
        #expect(life.state == row.to)
    }

    @Test func tableIsComplete() {
        for origin in LifecycleTests.origins.keys {
            for event in Event.allCases where event != .finishAbort {
                #expect(LifecycleTests.table.contains { $0.from == origin && $0.event == event }, "\(origin), \(event)")
            }
        }
    }

    @Test func statesGoOneWay() {
        let order: [CommunicationState: Int] = [.created: 0, .opening: 1, .opened: 2, .faulted: 3, .closing: 4, .closed: 5]
        var seen: Set<[CommunicationState]> = []
        func walk(_ life: Lifecycle, _ depth: Int) {
            guard depth < 7 else { return }
            for event in Event.allCases where event != .finishAbort || life.isAborted {
                var next = life
                _ = LifecycleTests.apply(event, to: &next)
                if next.state != life.state { seen.insert([life.state, next.state]) }
                walk(next, depth + 1)
            }
        }
        walk(Lifecycle("it"), 0)
        for step in seen where step != [.closing, .faulted] {
            #expect(order[step[0], default: 9] < order[step[1], default: 9], "\(step)")
        }
        #expect(seen.contains([.faulted, .closing]))
        #expect(!seen.contains { $0[0] == .closed })
    }

    @Test func firstFaultWinsAndOnlyOneCallGetsIt() {
        struct Second: Error {}
        var life = Lifecycle("it")
        _ = LifecycleTests.apply(.open, to: &life)
        _ = LifecycleTests.apply(.finishOpen, to: &life)
        let (first, second) = (life.fault(Root()), life.fault(Second()))
        #expect(first)
        #expect(!second)
        let root = life.errorOfPendingCall()
        #expect(root is Root)
        let other = life.errorOfPendingCall() as? CommunicationError
        #expect(other?.code == .faulted)
        #expect(other?.cause is Root)
        #expect(life.unusable().cause is Root)
    }

    @Test func guards() throws {
        var life = Lifecycle("it")
        try life.checkMutable()
        try life.checkUsable()
        #expect(throws: CommunicationError.self) { try life.checkOpen() }
        try life.beginOpen()
        #expect(throws: CommunicationError.self) { try life.checkMutable() }
        try life.checkUsable()
        try life.finishOpen()
        try life.checkOpen()
        _ = life.beginClose()
        #expect(throws: CommunicationError.self) { try life.checkOpen() }
        #expect(throws: CommunicationError.self) { try life.checkUsable() }
        #expect(throws: CommunicationError.self) { try life.checkMutable() }
    }
}
