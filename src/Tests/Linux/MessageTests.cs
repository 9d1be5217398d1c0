using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Vela.Capabilities;
using Vela.Linux;
using Vela.Memory;
using Vela.Primitives;

namespace Vela.Tests.Linux;

/// <summary>Notifications and endpoints (docs/abi/vela.md): what programs tell and give each other (issue 4, C-80).</summary>
[TestFixture]
internal sealed class MessageTests
{
    private const ulong Buffer = LinuxMachine.Room + 0x2000;
    private const ulong Other = LinuxMachine.Room + 0x3000;
    private const ulong Nowhere = 0x1000;
    private const ulong Forever = ulong.MaxValue;
    private const ulong Millisecond = 1_000_000;
    private const int ReplyAt = 8;
    private const int WordsAt = 16;
    private const int HandlesAt = 80;
    private const ulong EndpointRights = (ulong)(Rights.Send | Rights.Receive | Rights.Grant | Rights.Duplicate | Rights.Transfer);

    private LinuxMachine _machine = null!;
    private SimulatedProgram _server = null!;
    private SimulatedProgram _client = null!;

    [SetUp]
    public void Start()
    {
        _machine = new LinuxMachine();
        _server = _machine.Launch();
        _client = _machine.Launch();
    }

    [TearDown]
    public void End()
    {
        _machine.Capabilities.CheckInvariants();
        _machine.Dispose();
    }

    [Test]
    public void A_wait_takes_all_that_was_signalled_by_whomever()
    {
        ulong whole = Make(ObjectType.Notification);
        ulong badged = Handle(Call(NativeCall.Badge, whole, (ulong)(Rights.Signal | Rights.Duplicate | Rights.Transfer), 0x10));
        ulong theirs = Give(badged, (ulong)Rights.Signal, _client);
        Assert.That(Call(NativeCall.Signal, whole, 3), Is.Zero);
        Assert.That(Call(_client, NativeCall.Signal, theirs, 0x80), Is.Zero, "it has a badge, and no other bit");
        Assert.That(Call(NativeCall.Wait, whole, Buffer, 0), Is.Zero);
        Assert.That(LinuxMachine.PeekWord(_server, Buffer), Is.EqualTo(0x13));
        Assert.That(Call(NativeCall.Wait, whole, Buffer, 0), Is.EqualTo(Failure(Errno.Again)), "they are taken");
        Assert.That(Call(NativeCall.Signal, whole, 0), Is.EqualTo(Failure(Errno.Invalid)), "that would be nothing");
        Assert.That(Call(_client, NativeCall.Wait, theirs, Buffer, 0), Is.EqualTo(Failure(Errno.NotCapable)));
    }

    [Test]
    public void Who_waits_goes_on_when_it_is_signalled()
    {
        ulong whole = Make(ObjectType.Notification);
        ulong theirs = Give(whole, (ulong)Rights.Wait, _client);
        Begin(_client, NativeCall.Wait, theirs, Buffer, Forever);
        Assert.That(_client.IsIdle, Is.False);
        Assert.That(Call(NativeCall.Signal, whole, 1ul << 63), Is.Zero);
        Assert.That(_client.Result, Is.Zero);
        Assert.That(LinuxMachine.PeekWord(_client, Buffer), Is.EqualTo(1ul << 63));
    }

    [Test]
    public void What_cannot_be_told_stays_signalled()
    {
        ulong whole = Make(ObjectType.Notification);
        Assert.That(Call(NativeCall.Signal, whole, 1), Is.Zero);
        Assert.That(Call(NativeCall.Wait, whole, Nowhere, 0), Is.EqualTo(Failure(Errno.BadAddress)));
        Assert.That(Call(NativeCall.Wait, whole, Buffer, 0), Is.Zero);
    }

    [TestCase(NativeCall.Wait)]
    [TestCase(NativeCall.Send)]
    [TestCase(NativeCall.Request)]
    [TestCase(NativeCall.Receive)]
    public void A_wait_ends_with_its_time(NativeCall call)
    {
        ulong handle = Make(call == NativeCall.Wait ? ObjectType.Notification : ObjectType.Endpoint);
        Assert.That(Call(call, handle, Buffer, 0), Is.EqualTo(Failure(Errno.Again)));
        Begin(_server, call, handle, Buffer, 5000 * Millisecond);
        Assert.That(_server.IsIdle, Is.False);
        _machine.Pass(6000 * Millisecond);
        Assert.That(_server.Result, Is.EqualTo(Failure(Errno.TimedOut)));
        Assert.That(Call(call, handle, Buffer, 0), Is.EqualTo(Failure(Errno.Again)), "nothing is left of it");
        if (call != NativeCall.Wait)
        {
            Assert.That(Call(NativeCall.Receive, handle, Other, 0), Is.EqualTo(Failure(Errno.Again)), "what was given up is not received");
        }
    }

    [Test]
    public void A_message_is_handed_over_when_it_is_received_and_says_which_badge_it_came_through()
    {
        ulong endpoint = Make(ObjectType.Endpoint);
        ulong badged = Handle(Call(NativeCall.Badge, endpoint, (ulong)(Rights.Send | Rights.Duplicate | Rights.Transfer), 77));
        ulong theirs = Give(badged, (ulong)Rights.Send, _client);
        Begin(_client, NativeCall.Send, theirs, Message(_client, 11, 12, 13, 14, 15, 16, 17, 18), Forever);
        Assert.That(_client.IsIdle, Is.False, "nobody has received it");
        LinuxMachine.PokeWords(_client, Buffer, 0, 0, 99);
        Assert.That(Call(NativeCall.Receive, endpoint, Buffer, 0), Is.Zero);
        Assert.That(_client.Result, Is.Zero);
        Assert.That(Words(_server, Buffer, 14), Is.EqualTo(new ulong[] { 77, 0, 11, 12, 13, 14, 15, 16, 17, 18, 0, 0, 0, 0 }));

        Begin(_server, NativeCall.Receive, endpoint, Buffer, Forever);
        Assert.That(_server.IsIdle, Is.False, "there is no other");
        Assert.That(Call(_client, NativeCall.Send, theirs, Message(_client, 21), Forever), Is.Zero, "somebody waits for it");
        Assert.That(_server.IsIdle);
        Assert.That(LinuxMachine.PeekWord(_server, Buffer + WordsAt), Is.EqualTo(21));
    }

    [Test]
    public void Messages_are_received_in_the_order_in_which_they_were_sent()
    {
        ulong endpoint = Make(ObjectType.Endpoint);
        SimulatedProgram[] clients = [.. Enumerable.Range(0, 5).Select(_ => _machine.Launch())];
        for (int i = 0; i < clients.Length; i++)
        {
            ulong theirs = Give(endpoint, (ulong)Rights.Send, clients[i]);
            Begin(clients[i], NativeCall.Send, theirs, Message(clients[i], (ulong)i), Forever);
        }

        _machine.Begin(_server, 62, (ulong)clients[2].Thread.Process.ProcessId, 9);
        List<ulong> order = [];
        while (Call(NativeCall.Receive, endpoint, Buffer, 0) == 0)
        {
            order.Add(LinuxMachine.PeekWord(_server, Buffer + WordsAt));
        }

        Assert.That(order, Is.EqualTo(new ulong[] { 0, 1, 3, 4 }), "who has ended sends nothing");
    }

    [Test]
    public void Capabilities_that_go_along_are_moved_when_the_message_is_received()
    {
        ulong endpoint = Make(ObjectType.Endpoint);
        ulong theirs = Give(endpoint, (ulong)(Rights.Send | Rights.Grant), _client);
        ulong[] gifts = [.. Enumerable.Range(0, 4).Select(_ => Make(ObjectType.Notification, _client))];
        Begin(_client, NativeCall.Send, theirs, MessageWith(_client, gifts), Forever);
        Assert.That(Held(_client), Is.SupersetOf(gifts), "they are its own until then");
        Assert.That(Call(NativeCall.Receive, endpoint, Buffer, 0), Is.Zero);
        Assert.That(_client.Result, Is.Zero);
        foreach ((ulong gift, ulong received) in gifts.Zip(Words(_server, Buffer + HandlesAt, 4)))
        {
            Assert.That(Inspect(_client, gift), Is.EqualTo(Failure(Errno.BadDescriptor)));
            Assert.That(Call(NativeCall.Signal, received, 1), Is.Zero, "with all its rights");
        }

        ulong without = Give(endpoint, (ulong)Rights.Send, _client);
        ulong kept = Make(ObjectType.Notification, _client);
        Assert.That(Call(_client, NativeCall.Send, without, MessageWith(_client, kept), Forever), Is.EqualTo(Failure(Errno.NotCapable)));
        Assert.That(Call(_client, NativeCall.Send, theirs, MessageWith(_client, kept, kept), Forever), Is.EqualTo(Failure(Errno.Invalid)));
        Assert.That(Call(_client, NativeCall.Send, theirs, MessageWith(_client, 1ul << 40), Forever), Is.EqualTo(Failure(Errno.BadDescriptor)));
        Begin(_client, NativeCall.Send, theirs, MessageWith(_client, kept), 5000 * Millisecond);
        _machine.Pass(6000 * Millisecond);
        Assert.That(_client.Result, Is.EqualTo(Failure(Errno.TimedOut)));
        Assert.That(Inspect(_client, kept), Is.Zero, "a message that was given up leaves everything where it was");
    }

    [Test]
    public void A_message_that_cannot_be_received_any_more_is_its_senders_fault()
    {
        ulong endpoint = Make(ObjectType.Endpoint);
        ulong theirs = Give(endpoint, (ulong)(Rights.Send | Rights.Grant), _client);
        ulong gift = Make(ObjectType.Notification, _client);
        SimulatedProgram thread = _machine.Adopt(_machine.Container.FindThread((int)_machine.Call(_client, 56, 0x1_0f00, Buffer, 0, 0, 0))!);
        Begin(_client, NativeCall.Send, theirs, MessageWith(_client, gift), Forever);
        Assert.That(Call(thread, NativeCall.Delete, gift), Is.Zero);
        Begin(thread, NativeCall.Send, theirs, Message(thread, 5), Forever);
        Assert.That(Call(NativeCall.Receive, endpoint, Buffer, 0), Is.Zero);
        Assert.That(LinuxMachine.PeekWord(_server, Buffer + WordsAt), Is.EqualTo(5), "the next is here");
        Assert.That(_client.Result, Is.EqualTo(Failure(Errno.BadDescriptor)));
    }

    [Test]
    public void A_request_is_answered_once()
    {
        ulong endpoint = Make(ObjectType.Endpoint);
        ulong theirs = Give(endpoint, (ulong)Rights.Send, _client);
        Begin(_client, NativeCall.Request, theirs, Message(_client, 6), Forever);
        ulong reply = Receive(endpoint);
        Assert.That(_client.IsIdle, Is.False, "it waits for the answer");
        ulong gift = Make(ObjectType.Notification);
        Assert.That(Call(NativeCall.Reply, reply, MessageWith(_server, gift)), Is.Zero);
        Assert.That(_client.Result, Is.Zero);
        ulong received = LinuxMachine.PeekWord(_client, Buffer + HandlesAt);
        Assert.That(Call(_client, NativeCall.Signal, received, 1), Is.Zero, "an answer may bring something");
        Assert.That(Call(NativeCall.Signal, gift, 1), Is.EqualTo(Failure(Errno.BadDescriptor)));
        Assert.That(Call(NativeCall.Reply, reply, Message(_server, 1)), Is.EqualTo(Failure(Errno.BadDescriptor)), "that right is used up");

        Begin(_client, NativeCall.Request, theirs, Message(_client, 7), Forever);
        Assert.That(LinuxMachine.PeekWord(_server, Buffer + WordsAt), Is.Not.EqualTo(7));
        reply = Receive(endpoint);
        Assert.That(Call(NativeCall.Reply, reply, Message(_server, 8)), Is.Zero);
        Assert.That(LinuxMachine.PeekWord(_client, Buffer + WordsAt), Is.EqualTo(8));
    }

    [Test]
    public void The_right_to_answer_can_be_handed_on_but_not_multiplied()
    {
        ulong endpoint = Make(ObjectType.Endpoint);
        Begin(_client, NativeCall.Request, Give(endpoint, (ulong)Rights.Send, _client), Message(_client, 6), Forever);
        ulong reply = Receive(endpoint);
        SimulatedProgram worker = _machine.Launch();
        Assert.That(Call(NativeCall.Duplicate, reply), Is.EqualTo(Failure(Errno.NotCapable)));
        Assert.That(Call(NativeCall.Send, reply, Buffer, Forever), Is.EqualTo(Failure(Errno.Invalid)), "it is no endpoint");
        ulong handed = Handle(Call(NativeCall.Transfer, reply, (ulong)Rights.Send, (ulong)worker.Thread.Process.ProcessId));
        Assert.That(Call(worker, NativeCall.Reply, handed, Message(worker, 9)), Is.Zero);
        Assert.That(_client.Result, Is.Zero);
        Assert.That(LinuxMachine.PeekWord(_client, Buffer + WordsAt), Is.EqualTo(9));
    }

    [Test]
    public void Who_asks_is_told_when_nobody_can_answer_any_more([Values] bool hasEnded)
    {
        ulong endpoint = Make(ObjectType.Endpoint);
        ulong theirs = Give(endpoint, (ulong)Rights.Send, _client);
        Begin(_client, NativeCall.Request, theirs, Message(_client, 6), Forever);
        ulong reply = Receive(endpoint);
        if (hasEnded)
        {
            _machine.Begin(_server, 231, 0);
        }
        else
        {
            Assert.That(Call(NativeCall.Delete, reply), Is.Zero);
        }

        Assert.That(_client.IsIdle);
        Assert.That(_client.Result, Is.EqualTo(Failure(Errno.BrokenPipe)));
    }

    [Test]
    public void Who_sends_is_told_when_nobody_can_receive_any_more([Values] bool isRequest, [Values] bool hasEnded)
    {
        NativeCall call = isRequest ? NativeCall.Request : NativeCall.Send;
        ulong endpoint = Make(ObjectType.Endpoint);
        ulong theirs = Give(endpoint, (ulong)Rights.Send, _client);
        Begin(_client, call, theirs, Message(_client, 6), Forever);
        if (hasEnded)
        {
            _machine.Begin(_server, 231, 0);
        }
        else
        {
            ulong sending = Handle(Call(NativeCall.SplitRights, Handle(Call(NativeCall.Duplicate, endpoint)), (ulong)Rights.Send));
            Assert.That(Inspect(_server, sending), Is.Zero);
            foreach (ulong held in Held(_server).Where(held => held != sending))
            {
                _ = Call(NativeCall.Delete, held);
            }
        }

        Assert.That(_client.Result, Is.EqualTo(Failure(Errno.BrokenPipe)));
        Assert.That(Call(_client, call, theirs, Message(_client, 6), Forever), Is.EqualTo(Failure(Errno.BrokenPipe)));
    }

    [Test]
    public void Who_waits_is_told_that_its_capability_was_revoked_and_nobody_else([Values] bool isReceived)
    {
        ulong endpoint = Make(ObjectType.Endpoint);
        SimulatedProgram other = _machine.Launch();
        SimulatedProgram receiver = _machine.Launch();
        ulong lent = Handle(Call(NativeCall.Derive, endpoint, EndpointRights));
        ulong kept = Give(endpoint, (ulong)Rights.Send, other);
        if (isReceived)
        {
            Begin(_client, NativeCall.Request, Give(lent, (ulong)Rights.Send, _client), Message(_client, 1), Forever);
            _ = Receive(endpoint);
        }
        else
        {
            Begin(receiver, NativeCall.Receive, Give(lent, (ulong)Rights.Receive, receiver), Buffer, Forever);
            Assert.That(Call(NativeCall.Revoke, lent), Is.Zero);
            Assert.That(receiver.Result, Is.EqualTo(Failure(Errno.Canceled)));
            Begin(_client, NativeCall.Send, Give(lent, (ulong)Rights.Send, _client), Message(_client, 1), Forever);
        }

        Begin(other, NativeCall.Send, kept, Message(other, 2), Forever);
        Assert.That(_client.IsIdle, Is.False);
        Assert.That(Call(NativeCall.Revoke, lent), Is.Zero);
        Assert.That(_client.IsIdle);
        Assert.That(_client.Result, Is.EqualTo(Failure(Errno.Canceled)));
        Assert.That(Call(NativeCall.Receive, endpoint, Buffer, 0), Is.Zero);
        Assert.That(LinuxMachine.PeekWord(_server, Buffer + WordsAt), Is.EqualTo(2), "the other's message is the next");
        Assert.That(other.Result, Is.Zero);
    }

    [Test]
    public void Who_waits_for_a_notification_is_told_that_it_was_revoked()
    {
        ulong whole = Make(ObjectType.Notification);
        Begin(_client, NativeCall.Wait, Give(whole, (ulong)Rights.Wait, _client), Buffer, Forever);
        Assert.That(Call(NativeCall.Revoke, whole), Is.Zero);
        Assert.That(_client.Result, Is.EqualTo(Failure(Errno.Canceled)));
    }

    [Test]
    public void A_receiver_that_has_no_room_for_what_comes_takes_nothing()
    {
        ulong endpoint = Make(ObjectType.Endpoint);
        ulong theirs = Give(endpoint, (ulong)(Rights.Send | Rights.Grant), _client);
        LinuxMachine.PokeWords(_server, Buffer, 0, 0, 3, 0, 10, 0);
        ulong part = Handle(Call(NativeCall.Split, Handle(Call(NativeCall.Handle, Standing(-3))), Buffer));
        Assert.That(Call(NativeCall.Use, Standing(-3), part), Is.Zero);
        uint before = _machine.Capabilities.RecordCount;
        foreach (NativeCall call in new[] { NativeCall.Send, NativeCall.Request })
        {
            int brought = call == NativeCall.Request ? 3 : 4; // the right to answer needs room, too
            ulong[] gifts = [.. Enumerable.Range(0, brought).Select(_ => Make(ObjectType.Notification, _client))];
            Begin(_client, call, theirs, MessageWith(_client, gifts), Forever);
            Assert.That(Call(NativeCall.Receive, endpoint, Buffer, 0), Is.EqualTo(Failure(Errno.QuotaExceeded)));
            Assert.That(_client.Result, Is.EqualTo(Failure(Errno.QuotaExceeded)));
            foreach (ulong gift in gifts)
            {
                Assert.That(Call(_client, NativeCall.Delete, gift), Is.Zero, "it is still there");
            }
        }

        Assert.That(_machine.Capabilities.RecordCount, Is.EqualTo(before));
    }

    [Test]
    public void A_signal_ends_each_wait_and_an_answer_that_comes_too_late_reaches_nobody()
    {
        ulong endpoint = Make(ObjectType.Endpoint);
        ulong theirs = Give(endpoint, (ulong)Rights.Send, _client);
        LinuxMachine.PokeWords(_client, Other, 0x40_0000, 0x4400_0000, 0x40_0000, 0);
        Assert.That(_machine.Call(_client, 13, 10, Other, 0, 8), Is.Zero);
        Begin(_client, NativeCall.Send, theirs, Message(_client, 1), Forever);
        Assert.That(_machine.Call(_server, 62, (ulong)_client.Thread.Process.ProcessId, 10), Is.Zero);
        Assert.That(InterruptedResult(), Is.EqualTo(Failure(Errno.Interrupted)));
        Assert.That(Call(NativeCall.Receive, endpoint, Buffer, 0), Is.EqualTo(Failure(Errno.Again)), "it was not received, and will not be");

        Begin(_client, NativeCall.Request, theirs, Message(_client, 2), Forever);
        ulong late = Receive(endpoint);
        Assert.That(_machine.Call(_server, 62, (ulong)_client.Thread.Process.ProcessId, 10), Is.Zero);
        Assert.That(InterruptedResult(), Is.EqualTo(Failure(Errno.Interrupted)));
        Begin(_client, NativeCall.Request, theirs, Message(_client, 3), Forever);
        ulong inTime = Receive(endpoint);
        Assert.That(Call(NativeCall.Reply, late, Message(_server, 22)), Is.EqualTo(Failure(Errno.BrokenPipe)));
        Assert.That(_client.IsIdle, Is.False, "that was the answer to another request");
        Assert.That(Call(NativeCall.Reply, inTime, Message(_server, 33)), Is.Zero);
        Assert.That(LinuxMachine.PeekWord(_client, Buffer + WordsAt), Is.EqualTo(33));
    }

    [Test]
    public void Whatever_was_sent_everything_is_given_back_in_the_end()
    {
        Settle();
        uint records = _machine.Capabilities.RecordCount;
        int objects = _machine.Capabilities.ObjectCount;
        ulong[] quota = Amounts();
        SimulatedProgram server = _machine.Launch();
        SimulatedProgram client = _machine.Launch();
        ulong endpoint = Make(ObjectType.Endpoint, server);
        ulong theirs = Handle(Call(server, NativeCall.Give, endpoint, (ulong)(Rights.Send | Rights.Grant), (ulong)client.Thread.Process.ProcessId));
        for (int i = 0; i < 20; i++)
        {
            Begin(client, i % 2 == 0 ? NativeCall.Request : NativeCall.Send, theirs, MessageWith(client, Make(ObjectType.Endpoint, client), Make(ObjectType.Notification, client)), Forever);
            Assert.That(Call(server, NativeCall.Receive, endpoint, Buffer, Forever), Is.Zero);
            ulong reply = LinuxMachine.PeekWord(server, Buffer + ReplyAt);
            if (reply != 0)
            {
                Assert.That(Call(server, NativeCall.Reply, reply, MessageWith(server, LinuxMachine.PeekWord(server, Buffer + HandlesAt))), Is.Zero);
            }

            Assert.That(client.Result, Is.Zero);
        }

        Begin(client, NativeCall.Request, theirs, MessageWith(client, Make(ObjectType.Notification, client)), Forever);
        _machine.Begin(server, 231, 0);
        Assert.That(client.Result, Is.EqualTo(Failure(Errno.BrokenPipe)));
        _machine.Begin(client, 231, 0);
        Settle();
        Assert.That(_machine.Capabilities.RecordCount, Is.EqualTo(records));
        Assert.That(_machine.Capabilities.ObjectCount, Is.EqualTo(objects));
        Assert.That(Amounts(), Is.EqualTo(quota));
        Assert.That(new Sweeper(_machine.Files.Memory).Check(), Is.Null);
    }

    /// <summary>Threads of three processes send, ask, receive, answer, give up, revoke and end at random, with any arguments; nothing breaks, and nothing stays.</summary>
    [Test]
    public void No_history_of_messages_breaks_anything([Range(1, 12)] int seed)
    {
        Random random = new(seed);
        Settle();
        uint records = _machine.Capabilities.RecordCount;
        int objects = _machine.Capabilities.ObjectCount;
        List<SimulatedProgram> programs = [.. Enumerable.Range(0, 3).Select(_ => _machine.Launch())];
        foreach (SimulatedProgram program in programs.ToArray())
        {
            programs.Add(_machine.Adopt(_machine.Container.FindThread((int)_machine.Call(program, 56, 0x1_0f00, Buffer, 0, 0, 0))!));
        }

        NativeCall[] calls = [NativeCall.Create, NativeCall.Badge, NativeCall.Signal, NativeCall.Wait, NativeCall.Send, NativeCall.Receive, NativeCall.Receive, NativeCall.Request, NativeCall.Reply, NativeCall.Reply,
            NativeCall.Give, NativeCall.Derive, NativeCall.Revoke, NativeCall.Delete, NativeCall.Transfer, NativeCall.SplitRights];
        for (int i = 0; i < 400; i++)
        {
            SimulatedProgram program = programs[random.Next(programs.Count)];
            if (!program.IsIdle)
            {
                continue;
            }

            ulong[] held = [.. HandlesOf(program)];
            ulong Any() => held.Length == 0 || random.Next(12) == 0 ? (ulong)random.NextInt64() : held[random.Next(held.Length)];
            NativeCall call = calls[random.Next(calls.Length)];
            ulong rights = random.Next(2) == 0 ? (ulong)random.Next() : (ulong)program.Thread.Process.Descriptors.Space.RightsOf(new CapabilityHandle(Any()));
            ulong timeout = random.Next(4) switch { 0 => 0, 1 => Forever, _ => (ulong)random.Next(20) * Millisecond };
            ulong process = (ulong)programs[random.Next(programs.Count)].Thread.Process.ProcessId;
            ulong message = random.Next(16) == 0 ? Nowhere : MessageWith(program, [.. Enumerable.Range(0, random.Next(3)).Select(_ => Any())]);
            ulong[] arguments = call switch
            {
                NativeCall.Create => [random.Next(8) == 0 ? (ulong)random.Next(20) : 8 + ((ulong)random.Next(3) / 2)],
                NativeCall.Wait => [Any(), Other, timeout],
                NativeCall.Receive => [Any(), random.Next(16) == 0 ? Nowhere : Other, timeout],
                NativeCall.Send or NativeCall.Request => [Any(), message, timeout],
                NativeCall.Reply => [Any(), message],
                NativeCall.Give or NativeCall.Transfer => [Any(), rights, process],
                _ => [Any(), rights, (ulong)random.Next(3)],
            };
            Begin(program, call, arguments);
            if (random.Next(8) == 0)
            {
                _machine.Pass((ulong)random.Next(10) * Millisecond);
            }

            _machine.Capabilities.CheckInvariants();
        }

        foreach (SimulatedProgram program in programs.Take(3))
        {
            Assert.That(_machine.Call(_server, 62, (ulong)program.Thread.Process.ProcessId, 9), Is.Zero);
        }

        Settle();
        Assert.That(_machine.Container.Processes, Has.Count.EqualTo(2));
        Assert.That(Held(_server).Concat(Held(_client)).Count(), Is.EqualTo(_server.Thread.Process.Descriptors.Space.Count + _client.Thread.Process.Descriptors.Space.Count));
        Assert.That(_machine.Capabilities.RecordCount, Is.EqualTo(records));
        Assert.That(_machine.Capabilities.ObjectCount, Is.EqualTo(objects));
        Assert.That(new Sweeper(_machine.Files.Memory).Check(), Is.Null);
    }

    private static long Failure(Errno error) => -(long)error;

    private static ulong Standing(int which) => unchecked((ulong)which);

    private static ulong Handle(long answer)
    {
        Assert.That(answer is < 0 and > -4096, Is.False, $"it fails: {answer}");
        return (ulong)answer;
    }

    private static ulong[] Words(SimulatedProgram program, ulong address, int count) =>
        [.. Enumerable.Range(0, count).Select(i => LinuxMachine.PeekWord(program, address + ((ulong)i * 8)))];

    /// <summary>A message without capabilities.</summary>
    private static ulong Message(SimulatedProgram program, params ulong[] words)
    {
        ulong[] all = new ulong[14];
        words.CopyTo(all, 2);
        return LinuxMachine.PokeWords(program, Buffer, all);
    }

    private static ulong MessageWith(SimulatedProgram program, params ulong[] handles)
    {
        ulong[] all = new ulong[14];
        handles.CopyTo(all, 10);
        return LinuxMachine.PokeWords(program, Buffer, all);
    }

    /// <summary>The endpoints, notifications and rights to answer that a process holds.</summary>
    private static IEnumerable<ulong> HandlesOf(SimulatedProgram program)
    {
        CapabilitySpace space = program.Thread.Process.Descriptors.Space;
        for (uint i = 0; i < space.SlotCount; i++)
        {
            if (space.TryDescribe(i, out CapabilityHandle handle, out CapabilityDescription description) && description.Type is ObjectType.Endpoint or ObjectType.Notification)
            {
                yield return handle.Value;
            }
        }
    }

    private static List<ulong> Held(SimulatedProgram program)
    {
        List<ulong> held = [];
        CapabilitySpace space = program.Thread.Process.Descriptors.Space;
        for (uint i = 0; i < space.SlotCount; i++)
        {
            if (space.TryDescribe(i, out CapabilityHandle handle, out _))
            {
                held.Add(handle.Value);
            }
        }

        return held;
    }

    private ulong[] Amounts() => [.. Enum.GetValues<Resource>().Select(_machine.Capabilities.RootQuota.Used)];

    private void Settle()
    {
        _machine.Run();
        _ = _machine.Capabilities.Reap();
        while (_machine.Files.Memory.HasWork && !_machine.Files.Memory.Work())
        {
        }
    }

    private ulong Make(ObjectType type, SimulatedProgram? by = null) => Handle(Call(by ?? _server, NativeCall.Create, (ulong)type));

    private ulong Give(ulong handle, ulong rights, SimulatedProgram to) =>
        Handle(Call(NativeCall.Give, handle, rights, (ulong)to.Thread.Process.ProcessId));

    private ulong Receive(ulong endpoint)
    {
        Assert.That(Call(NativeCall.Receive, endpoint, Buffer, 0), Is.Zero);
        return LinuxMachine.PeekWord(_server, Buffer + ReplyAt);
    }

    /// <summary>What the client's call has ended with for the handler that runs now: RAX in the signal's frame.</summary>
    private long InterruptedResult()
    {
        const ulong RaxInFrame = 8 + 40 + (13 * 8);
        Assert.That(_client.IsIdle);
        return unchecked((long)LinuxMachine.PeekWord(_client, _client.Thread.Registers.Rsp + RaxInFrame));
    }

    private long Inspect(SimulatedProgram program, ulong handle) => Call(program, NativeCall.Inspect, handle, Other);

    private void Begin(SimulatedProgram program, NativeCall call, params ulong[] arguments) => _machine.Begin(program, (ulong)call, arguments);

    private long Call(NativeCall call, params ulong[] arguments) => Call(_server, call, arguments);

    private long Call(SimulatedProgram program, NativeCall call, params ulong[] arguments) => _machine.Call(program, (ulong)call, arguments);
}
