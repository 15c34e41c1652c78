/// What a contract needs of a stack: for whoever stands above the channels and must choose a shape.
public struct ShapeRequirement: Sendable, Hashable, CustomStringConvertible {
    /// Whether the contract wants its messages in a session.
    public enum Session: Sendable, Hashable {
        /// With or without.
        case allowed
        /// Only with one.
        case required
        /// Only without.
        case notAllowed
    }

    /// The strongest exchange of the contract: duplex when the service calls back, request/reply when an operation has a reply, else one way.
    public var pattern: ChannelShape.Pattern
    /// Whether its messages belong to a session.
    public var session: Session

    /// A need for exchanges of this kind, with or without a session unless said otherwise.
    public init(_ pattern: ChannelShape.Pattern, session: Session = .allowed) {
        self.pattern = pattern
        self.session = session
    }

    /// The shapes that serve, the weakest first: a stronger shape carries weaker exchanges too.
    public var candidates: [ChannelShape] {
        let patterns: [ChannelShape.Pattern] =
            switch pattern {
            case .oneWay: [.oneWay, .requestReply, .duplex]
            case .requestReply: [.requestReply, .duplex]
            case .duplex: [.duplex]
            }
        return patterns.flatMap { pattern in [false, true].map { ChannelShape(pattern, session: $0) } }.filter { shape in
            switch session {
            case .allowed: true
            case .required: shape.session
            case .notAllowed: !shape.session
            }
        }
    }

    public var description: String {
        let exchange =
            switch pattern {
            case .oneWay: "one-way messages"
            case .requestReply: "requests with replies"
            case .duplex: "messages both ways"
            }
        return switch session {
        case .allowed: exchange
        case .required: exchange + " in a session"
        case .notAllowed: exchange + " without a session"
        }
    }
}

extension Binding {
    /// The shape to make for a contract: the first candidate that the stack can make.
    ///
    /// Throws the error of a stack that cannot be built, or `.unsupportedShape` with what the contract wants and what the binding can do.
    public func shape(for requirement: ShapeRequirement, side: ChannelSide) throws(BindingError) -> ChannelShape {
        let context = try makeContext(listenAddress: nil, resources: [])
        if let shape = requirement.candidates.first(where: { context.canMake($0, side: side) }) { return shape }
        let possible = ChannelShape.allCases.filter { context.canMake($0, side: side) }
        throw BindingError(
            .unsupportedShape,
            "the contract needs \(requirement), which \(requirement.candidates.map(\.description).joined(separator: " or ")) could carry; "
                + "binding '\(name)' makes "
                + (possible.isEmpty ? "none: \(StackRules.recommendedOrder)" : possible.map(\.description).joined(separator: ", ")))
    }
}
