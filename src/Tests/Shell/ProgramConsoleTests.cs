using System.Collections.Generic;
using NUnit.Framework;
using Vela.Processes;
using Vela.Shell;
using Vela.Tests.Processes;

namespace Vela.Tests.Shell;

/// <summary>The console, lent to jobs and taken back (issue 5.7).</summary>
[TestFixture]
internal sealed class ProgramConsoleTests
{
    private readonly List<ConsoleInputKind> _notes = [];
    private TypedTerminal _typed = null!;
    private SimulatedConsole _console = null!;
    private ProgramConsole _programs = null!;

    [SetUp]
    public void Start()
    {
        _notes.Clear();
        _typed = new TypedTerminal();
        _typed.Terminal.Foreground = null;
        _console = new SimulatedConsole(new SimulatedExecutive());
        _programs = new ProgramConsole(_typed.Terminal, _console, _notes.Add);
    }

    [TearDown]
    public void End() => _typed.Dispose();

    [Test]
    public void While_the_shell_has_it_no_program_may_read() =>
        Assert.That(_typed.Terminal.MayRead(new TypedTerminal.NotedGroup(5), JobStanding.Orphaned), Is.EqualTo(JobVerdict.Failed));

    [Test]
    public void A_job_has_it_until_it_is_taken_back()
    {
        ProcessGroup job = new(7, _programs.Session);
        _programs.Lend(job, null);
        Assert.That((_console.Mode, _typed.Terminal.Foreground!.Id), Is.EqualTo((ConsoleMode.Program, 7)));
        Assert.That(_programs.TakeBack(8, LentSettings.Kept), Is.Null, "another job");
        Assert.That(_programs.TakeBack(7, LentSettings.Kept), Is.Not.Null);
        Assert.That((_console.Mode, _typed.Terminal.Foreground!.Id), Is.EqualTo((ConsoleMode.Shell, ProgramConsole.ShellId)));
    }

    [TestCase(LentSettings.Undone, true)]
    [TestCase(LentSettings.Kept, false)]
    public void Settings_of_a_job_stay_only_if_it_ended_well(LentSettings rule, bool isEchoed)
    {
        _programs.Lend(new ProcessGroup(7, _programs.Session), null);
        ChangeEcho();
        _ = _programs.TakeBack(7, rule);
        Assert.That(_typed.Terminal.Settings.Has(LocalModes.Echo), Is.EqualTo(isEchoed));
    }

    [Test]
    public void A_job_that_was_stopped_gets_its_settings_again()
    {
        ProcessGroup job = new(7, _programs.Session);
        _programs.Lend(job, null);
        ChangeEcho();
        Termios? left = _programs.TakeBack(7, LentSettings.Undone);
        _programs.Lend(job, in left);
        Assert.That(_typed.Terminal.Settings.Has(LocalModes.Echo), Is.False);
    }

    [Test]
    public void The_shell_is_told_of_an_interrupt_and_a_suspend_character()
    {
        _programs.Lend(new ProcessGroup(7, _programs.Session), null);
        _ = _typed.Terminal.Receive([3, 28, 26]);
        Assert.That(_notes, Is.EqualTo(new[] { ConsoleInputKind.Interrupt, ConsoleInputKind.Interrupt, ConsoleInputKind.Suspend }));
    }

    private void ChangeEcho()
    {
        Termios settings = _typed.Terminal.Settings;
        settings.Local &= ~LocalModes.Echo;
        Assert.That(_typed.Terminal.TrySetSettings(in settings, TerminalChange.Now).IsDone);
    }
}
