import StrataCore
import StrataTesting

/// What is wrong with a broken element. Each flaw must be found by the check that `foundBy` names.
enum Flaw: String, Sendable, CaseIterable {
    case claimsShapes, deniesShapes
    case losesMessages, swapsMessages, answersWithTheRequest, losesTheSession, endsBothDirections, repeatsMessages
    case opensTwice, staysOpen, ignoresStates, forgetsAbort, failsSecondClose, hidesStates, keepsChannels, ignoresExpiredOpen
    case ignoresCancellation, faultsWhenCancelled
    case ignoresDeadlines
    case closesAtOnce, abortsLate, abortsAsClosed
    case hidesFaults, repeatsRootErrors

    enum Check: String, Sendable { case shapes, messages, states, cancellation, timeout, closeAndAbort, faulting }

    var foundBy: Check {
        switch self {
        case .claimsShapes, .deniesShapes: .shapes
        case .losesMessages, .swapsMessages, .answersWithTheRequest, .losesTheSession, .endsBothDirections, .repeatsMessages: .messages
        case .opensTwice, .staysOpen, .ignoresStates, .forgetsAbort, .failsSecondClose, .hidesStates, .keepsChannels, .ignoresExpiredOpen:
            .states
        case .ignoresCancellation, .faultsWhenCancelled: .cancellation
        case .ignoresDeadlines: .timeout
        case .closesAtOnce, .abortsLate, .abortsAsClosed: .closeAndAbort
        case .hidesFaults, .repeatsRootErrors: .faulting
        }
    }

    /// The shapes on which it shows.
    var shows: Set<ChannelShape> {
        switch self {
        case .claimsShapes, .deniesShapes: [.requestReply]
        case .losesMessages: [.oneWay, .oneWaySession, .duplex, .duplexSession]
        case .repeatsMessages: [.oneWay, .oneWaySession, .duplexSession]
        case .swapsMessages: [.oneWay, .oneWaySession]
        case .answersWithTheRequest: [.requestReply, .requestReplySession]
        case .losesTheSession: [.oneWaySession, .requestReplySession, .duplexSession]
        case .endsBothDirections: [.duplexSession]
        case .opensTwice, .staysOpen, .ignoresStates, .forgetsAbort, .failsSecondClose, .hidesStates, .keepsChannels, .ignoresExpiredOpen:
            Set(ChannelShape.allCases)
        case .ignoresCancellation, .faultsWhenCancelled, .ignoresDeadlines: [.requestReply, .requestReplySession, .duplex, .duplexSession]
        case .closesAtOnce: [.requestReply, .requestReplySession]
        case .abortsLate, .abortsAsClosed: [.requestReply, .requestReplySession, .duplexSession]
        case .hidesFaults, .repeatsRootErrors: [.requestReplySession, .duplexSession]
        }
    }
}
