import StrataServiceModel

/// What must happen for each combination, as the article `Instancing-and-concurrency` says it.
enum InstancingTable {
    enum Way: String, CaseIterable {
        case inProcess = "in-process"
        case sessionsOnly = "in-process, sessions only"
        case duplexOnly = "in-process, duplex only"
        case http = "HTTP"
    }

    enum Objects: String, CaseIterable { case single, perSession, perCall }

    /// How a contract is spoken over a binding.
    enum Speech: String {
        case session
        case noSession = "no session"
        case requiresSession = "refused: requires a session"
        case allowsNone = "refused: does not allow sessions"

        var hasSession: Bool? {
            switch self {
            case .session: true
            case .noSession: false
            default: nil
            }
        }
    }

    static let modes: [SessionMode] = [.allowed, .required, .notAllowed]
    static let concurrencies: [ConcurrencyMode] = [.single, .reentrant, .multiple]

    /// For each session mode, over each way in their order.
    static let speech: [SessionMode: [Speech]] = [
        .allowed: [.session, .session, .session, .noSession],
        .required: [.session, .session, .session, .requiresSession],
        .notAllowed: [.noSession, .allowsNone, .allowsNone, .noSession],
    ]

    /// What the calls of two clients meet, each of which makes two.
    struct Meeting: Equatable {
        /// How many objects are made.
        var objects: Int
        /// Whether the two calls of one client run at the same time.
        var overlaps: Bool
        /// Whether an operation may wait for the answer of its caller's callback; only asked in sessions.
        var mayAskBack: Bool
    }

    static func meeting(_ objects: Objects, _ concurrency: ConcurrencyMode, session: Bool) -> Meeting {
        let isShared = objects == .single || (objects == .perSession && session)
        let count =
            switch objects {
            case .single: 1
            case .perSession: session ? 2 : 4
            case .perCall: 4
            }
        return Meeting(
            objects: count, overlaps: !isShared || concurrency == .multiple, mayAskBack: !isShared || concurrency != .single)
    }

    // MARK: As the article has it

    static var speechRows: [[String]] {
        [["session mode"] + Way.allCases.map(\.rawValue)]
            + modes.map { mode in ["`\(mode.rawValue)`"] + (speech[mode] ?? []).map(\.rawValue) }
    }

    static var meetingRows: [[String]] {
        [["instancing", "session", "concurrency", "objects", "two calls of one client", "two-way callback"]]
            + Objects.allCases.flatMap { objects in
                [true, false].flatMap { session in
                    concurrencies.map { concurrency in
                        let meeting = meeting(objects, concurrency, session: session)
                        return [
                            "`\(objects.rawValue)`", session ? "yes" : "no", "`\(concurrency.rawValue)`", "\(meeting.objects)",
                            meeting.overlaps ? "at the same time" : "one after the other",
                            session ? (meeting.mayAskBack ? "answered" : "refused before it is sent") : "none",
                        ]
                    }
                }
            }
    }
}
