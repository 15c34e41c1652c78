/// What inspectors want to know of the parts that are read.
struct InspectedParts: Sendable {
    let note: @Sendable (String, any ContractValue) -> Void
    var beginCall: (@Sendable () throws -> Void)?
    var endCall: (@Sendable () throws -> Void)?
    /// Parts that are still to be read.
    var left = 0
    /// How deep in a message contract the reader is: its members are no parts of their own.
    var depth = 0

    mutating func finishPart() throws {
        guard let endCall, depth == 0, left > 0 else { return }
        left -= 1
        if left == 0 { try endCall() }
    }
}
