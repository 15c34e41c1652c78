import Foundation
import StrataBindings
import StrataCore
import StrataInProcess
import StrataServiceModel
import StrataTesting
import StrataTextEncoding
import Synchronization
import TestSupport
import Testing

/// Instancing, concurrency and session mode, each with each, over each way: all cells of the table.
@Suite(.timeLimit(.minutes(1))) struct InstancingTests {
    struct Cell: CustomTestStringConvertible, Sendable {
        let way: InstancingTable.Way
        let mode: SessionMode
        let objects: InstancingTable.Objects
        let concurrency: ConcurrencyMode

        var testDescription: String { "\(way.rawValue), \(mode), \(objects), \(concurrency)" }
        var speech: InstancingTable.Speech {
            let column = InstancingTable.Way.allCases.firstIndex(of: way) ?? 0
            return InstancingTable.speech[mode]?[column] ?? .noSession
        }

        static let all = InstancingTable.Way.allCases.flatMap { way in
            InstancingTable.modes.flatMap { mode in
                InstancingTable.Objects.allCases.flatMap { objects in
                    InstancingTable.concurrencies.map { Cell(way: way, mode: mode, objects: objects, concurrency: $0) }
                }
            }
        }
    }

    @Test(arguments: Cell.all) func cells(_ cell: Cell) async throws {
        switch cell.mode {
        case .allowed: try await check(TillOf<Allowed>.self, cell)
        case .required: try await check(TillOf<Required>.self, cell)
        case .notAllowed: try await check(TillOf<NotAllowed>.self, cell)
        }
    }

    private func check<Mode: SessionModeName>(_ contract: TillOf<Mode>.Type, _ cell: Cell) async throws {
        let binding = cell.way.binding
        let till = CountedTill(objects: cell.objects)
        var service = HostedService<any Till>(till.instancing)
        service.concurrency = cell.concurrency
        service.addEndpoint(contract, binding, at: cell.way.address) { $0 }
        guard let session = cell.speech.hasSession else {
            let words = cell.speech == .requiresSession ? "'ITill' requires a session" : "'ITill' does not allow sessions"
            #expect { _ = try ServiceHost(service) } throws: { ($0 as? BindingError)?.message.contains(words) == true }
            #expect { _ = try ClientFactory<ModeClient<Mode>>(binding) } throws: {
                ($0 as? BindingError)?.message.contains(words) == true
            }
            return
        }
        let meeting = InstancingTable.meeting(cell.objects, cell.concurrency, session: session)
        let host = try ServiceHost(service)
        try await host.open()
        let running = Task { try await host.run() }
        for client in 1...2 {
            till.expect(meeting.overlaps ? 2 : 1)
            try await binding.withClient(ModeClient<Mode>.self, of: host.addresses[0]) { client async throws in
                let calls = (0..<2).map { _ in Task { try await client.call() } }
                // Both are there; where they may not be in the object together, one waits for the other.
                let inside = meeting.overlaps ? 2 : 1
                try await eventually { host.throttleCounts[0].calls == inside && host.throttleCounts[0].pendingCalls == 2 - inside }
                try await till.entered()
                till.release()
                for call in calls { try await call.value }
                #expect(host.throttleCounts[0].sessions == (session ? 1 : 0))
            }
            #expect(till.most == (meeting.overlaps ? 2 : 1), "client \(client)")
        }
        #expect(till.made == meeting.objects)
        try await host.close()
        try await running.value
    }

    /// The last column: over duplex sessions, which callbacks need.
    @Test(arguments: InstancingTable.Objects.allCases, InstancingTable.concurrencies)
    func callbacks(_ objects: InstancingTable.Objects, _ concurrency: ConcurrencyMode) async throws {
        let ringer = Ringer()
        let instancing: Instancing<any Bell> =
            switch objects {
            case .single: .single(ringer)
            case .perSession: .perSession { ringer }
            case .perCall: .perCall { ringer }
            }
        var service = HostedService<any Bell>(instancing)
        service.concurrency = concurrency
        let mayAskBack = InstancingTable.meeting(objects, concurrency, session: true).mayAskBack
        try await Belfry.with(service) { belfry async throws in
            try await belfry.client { bell async throws in
                guard mayAskBack else {
                    await #expect(throws: FaultError.self) { _ = try await bell.askMeBack(n: 1) }
                    return
                }
                #expect(try await bell.askMeBack(n: 1) == 10)
            }
        }
    }

    /// People read the table that is tested.
    @Test func theArticleHasTheseTables() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Sources/StrataServiceModel")
        let article = folder.appending(path: "StrataServiceModel.docc/Instancing-and-concurrency.md")
        var tables: [[[String]]] = []
        var isTable = false
        for line in try String(contentsOf: article, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("|") else {
                isTable = false
                continue
            }
            let cells = line.dropFirst().dropLast().split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            if !isTable { tables.append([]) }
            isTable = true
            if !cells.allSatisfy({ $0 == "---" }) { tables[tables.count - 1].append(cells) }
        }
        #expect(tables == [InstancingTable.speechRows, InstancingTable.meetingRows])
    }
}
