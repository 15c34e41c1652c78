/// Says how two endpoints talk: an ordered stack of elements, with the binding's timeouts.
///
/// A preset conforms with a `stack` body; anything else is a `CustomBinding`. Building does no I/O.
public protocol Binding: Sendable {
    /// What errors and explanations call it.
    var name: String { get }
    /// The elements, top to bottom: message and channel elements, stream upgrades, one encoding, the transport; settings anywhere.
    @BindingBuilder var stack: BindingStack { get }
    /// How long opening, closing, sending and receiving may take.
    var timeouts: Timeouts { get }
    /// Where its deadlines take their time from.
    var time: any TimeSource { get }
    /// Where it reports.
    var diagnostics: any Diagnostics { get }
    /// The same preset with nothing set by its user; `nil` for a binding that is no preset. `explain()` tells by it what the preset has
    /// set and what its user has.
    var baseline: (any Binding)? { get }
}

extension Binding {
    public var name: String { "\(Self.self)" }
    public var timeouts: Timeouts { .defaults }
    public var time: any TimeSource { SystemTime.shared }
    public var diagnostics: any Diagnostics { NoDiagnostics() }
    public var baseline: (any Binding)? { nil }
}

/// An ordered stack of binding elements, topmost first.
public struct BindingStack: Sendable {
    /// The elements, topmost first, the transport last.
    public let elements: [any BindingElement]
    init(_ elements: [any BindingElement]) { self.elements = elements }
}
