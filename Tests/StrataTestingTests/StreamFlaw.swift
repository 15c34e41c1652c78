import StrataCore

/// What is wrong with an element whose bodies stream. Each flaw must be found by the words that `isCalled` has.
enum StreamFlaw: String, Sendable, CaseIterable {
    case handsOutWholeBodies, holdsRequests, holdsReplies, collectsReplies
    case losesPieces, repeatsPieces, swapsPieces
    case readsAheadOfRequests, readsAheadOfReplies
    case endsTornRequests, endsTornReplies, takesBreaksForEnds, renamesErrors
    case ignoresCancellation, renamesAborts, keepsRequests, keepsReplies

    /// The check that says so, and words of its failure.
    var isCalled: (check: String, text: String) {
        switch self {
        case .handsOutWholeBodies: ("streams up", "is handed out as a stream")
        case .collectsReplies: ("streams both ways", "went before the first came")
        case .losesPieces, .repeatsPieces, .swapsPieces: ("streams up", "once and in their order")
        case .holdsRequests, .readsAheadOfRequests: ("back pressure of streams up", "holds the producer back")
        case .holdsReplies, .readsAheadOfReplies: ("back pressure of streams down", "holds the producer back")
        case .endsTornRequests: ("a producer that throws", "sending did not throw")
        case .endsTornReplies: ("a producer that throws", "for the whole")
        case .takesBreaksForEnds: ("a sender that is cancelled", "for the whole")
        case .renamesErrors: ("a producer that throws", "expected the error of the producer")
        case .ignoresCancellation: ("a reader that is cancelled", "does not end")
        case .renamesAborts: ("a channel that is aborted", "expected [aborted]")
        case .keepsRequests: ("streams up", "a producer's part after a sender that is cancelled does not end")
        case .keepsReplies: ("streams down", "a producer's part after a reader that is cancelled does not end")
        }
    }

    /// Whether it is the service's element that is broken.
    var isOfTheService: Bool {
        switch self {
        case .handsOutWholeBodies, .holdsRequests, .collectsReplies, .readsAheadOfReplies, .endsTornReplies, .takesBreaksForEnds,
            .keepsReplies:
            true
        default: false
        }
    }

    /// Whether it is in what comes from the wire.
    var isInbound: Bool {
        switch self {
        case .handsOutWholeBodies, .holdsRequests, .holdsReplies, .takesBreaksForEnds, .ignoresCancellation, .renamesAborts: true
        default: false
        }
    }

    /// The shapes, and what streams, where it shows.
    var shows: [(ChannelShape, TransferMode)] {
        switch self {
        case .collectsReplies: [(.requestReply, .streamed)]
        case .holdsReplies, .readsAheadOfReplies, .endsTornReplies, .ignoresCancellation, .renamesAborts, .keepsReplies:
            [(.requestReply, .streamedResponse)]
        case .handsOutWholeBodies, .losesPieces, .swapsPieces: [(.oneWay, .streamedRequest)]
        case .holdsRequests, .readsAheadOfRequests, .repeatsPieces: [(.requestReply, .streamedRequest)]
        default: [(.oneWay, .streamedRequest), (.requestReply, .streamedRequest)]
        }
    }
}
