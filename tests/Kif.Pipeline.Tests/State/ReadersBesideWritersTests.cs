using System.Collections.Concurrent;
using System.Text.Json;
using Kif.Models;
using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.State;

/// <summary>A saved learner has one writer and any number of readers, at the same time: what is read is one save, whole.</summary>
public sealed class ReadersBesideWritersTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kif-readers-").FullName;

    private string[] Entries => [.. Directory.GetFileSystemEntries(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Fact]
    public void Eight_readers_get_whole_saves_and_the_second_writer_is_refused()
    {
        using ContinualLearner first = Learner();
        Save(first, 0);
        using CancellationTokenSource end = new(TimeSpan.FromSeconds(3));
        ConcurrentQueue<string> faults = new();
        (int read, int refused, int newest) = (0, 0, 0);
        Thread[] readers = [.. Enumerable.Range(0, 8).Select(_ => new Thread(() => Guarded(() =>
        {
            using ContinualLearner reader = Learner();
            reader.Resume(folder);
            if (Stamp.FaultOf(reader) is { } fault) faults.Enqueue(fault);
            Interlocked.Increment(ref read);
            InterlockedMax(ref newest, reader.TasksLearned);
        })))];
        Thread second = new(() => Guarded(() =>
        {
            using ContinualLearner other = Learner();
            other.Learn("other", TinyRun.Task(1, 8));
            try
            {
                other.Save(folder);
                faults.Enqueue("the second writer was not refused");
            }
            catch (IOException e) when (e.Message.Contains($"has another writer: process {Environment.ProcessId} on {Environment.MachineName}, since "))
            {
                Interlocked.Increment(ref refused);
            }
            Thread.Sleep(20);
        }));
        foreach (Thread thread in readers.Append(second)) thread.Start();
        int saves = 1;
        for (; !end.IsCancellationRequested || read < 8 || refused == 0; saves++) Save(first, saves);
        end.Cancel();
        foreach (Thread thread in readers.Append(second)) thread.Join();
        faults.Should().BeEmpty();
        saves.Should().BeGreaterThan(3);
        newest.Should().BeGreaterThan(1, "readers see what is saved meanwhile");
        // Nobody reads any longer, so the next save leaves one content.
        Save(first, saves);
        Entries.Should().BeEquivalentTo("learner.json", "learner.lock", "learner.owner.json", $"v{saves + 1}");

        first.Dispose();
        using ContinualLearner next = Learner();
        next.Resume(folder);
        Save(next, saves + 1);
        Entries.Should().Contain($"v{saves + 2}", "a writer that is gone holds nobody up");

        void Guarded(Action again)
        {
            try
            {
                while (!end.IsCancellationRequested) again();
            }
            catch (Exception e)
            {
                faults.Enqueue(e.ToString());
            }
        }
    }

    [Fact]
    public void A_save_by_another_since_it_resumed_is_not_replaced()
    {
        using (ContinualLearner first = Learner()) Save(first, 0);
        using ContinualLearner one = Learner(), other = Learner();
        one.Resume(folder);
        other.Resume(folder);
        Save(one, 1);
        one.Dispose();
        other.Learn("other", TinyRun.Task(2, 8), TestContext.Current.CancellationToken);
        other.Invoking(o => o.Save(folder)).Should().Throw<IOException>().WithMessage("*holds what another learner has saved since this one resumed from it*");
        using ContinualLearner again = Learner();
        again.Resume(folder);
        (again.TasksLearned, Stamp.FaultOf(again)).Should().Be((2, null));
        Save(again, 2);
        // The refusal has kept no right to the folder, and a folder that was removed can be written anew.
        Directory.Delete(folder, recursive: true);
        Save(again, 3);
        ContinualLearner.IsSavedIn(folder).Should().BeTrue();
    }

    [Fact]
    public void A_writer_that_was_killed_is_followed_by_the_next_which_clears_what_it_left()
    {
        using (ContinualLearner first = Learner()) Save(first, 0);
        string owner = Path.Combine(folder, "learner.owner.json"), reader = Path.Combine(folder, $".learner.v7.{Guid.NewGuid():n}.reader");
        Left(owner, RunOwner.ThisProcess(owner) with { Process = int.MaxValue });
        Left(reader, RunOwner.ThisProcess(reader) with { ProcessStarted = DateTime.UtcNow.AddDays(-1) });
        Directory.CreateDirectory(Path.Combine(folder, "v7"));
        Directory.CreateDirectory(Path.Combine(folder, ".v8.0.part"));
        using ContinualLearner next = Learner();
        next.Resume(folder);
        next.Claim(folder);
        Entries.Should().BeEquivalentTo("learner.json", "learner.lock", "learner.owner.json", "v1");
        Save(next, 1);
    }

    [Fact]
    public void What_is_read_stays_until_it_has_been_read()
    {
        using ContinualLearner writer = Learner();
        Save(writer, 0);
        // A reader on another machine, of which only the time is known.
        string elsewhere = Path.Combine(folder, $".learner.v2.{Guid.NewGuid():n}.reader");
        VersionedFolder.Read(folder, "learner.json", 3, "learner", files =>
        {
            Save(writer, 1);
            Left(elsewhere, RunOwner.ThisProcess(elsewhere) with { Host = "elsewhere" });
            Save(writer, 2);
            return files.Fault();
        }).Should().BeNull();
        Save(writer, 3);
        Entries.Should().Contain(["v2", "v4"]).And.NotContain(["v1", "v3"]);
        File.SetLastWriteTimeUtc(elsewhere, DateTime.UtcNow.AddHours(-2));
        Save(writer, 4);
        Entries.Should().BeEquivalentTo("learner.json", "learner.lock", "learner.owner.json", "v5");
    }

    [Fact]
    public void What_vanishes_while_it_is_read_is_read_again_as_it_is_by_then()
    {
        using ContinualLearner writer = Learner();
        Save(writer, 0);
        int calls = 0;
        // Its sign was not seen, as on a mount that is read-only or keeps old listings.
        string version = VersionedFolder.Read(folder, "learner.json", 3, "learner", files =>
        {
            if (++calls < 3)
            {
                foreach (string sign in Directory.GetFiles(folder, ".learner.*.reader")) File.Delete(sign);
                Save(writer, calls);
            }
            _ = File.ReadAllBytes(files.File("weights.safetensors"));
            return files.Pointer.Version;
        });
        (calls, version).Should().Be((3, "v3"));
        FluentActions.Invoking(() => VersionedFolder.Read<int>(folder, "learner.json", 3, "learner", _ => throw new InvalidDataException("damaged")))
            .Should().Throw<InvalidDataException>("what is still there is not read twice").WithMessage("damaged");
    }

    [Fact]
    public void A_paused_task_does_not_need_its_folder_any_longer_once_it_was_read()
    {
        using ContinualLearner whole = Learner(), stopped = Learner(), resumed = Learner();
        whole.Learn("a", TinyRun.Task(0), TestContext.Current.CancellationToken);
        using CancellationTokenSource stop = new();
        stopped.BetweenSteps = stop.Cancel;
        stopped.Invoking(s => s.Learn("a", TinyRun.Task(0), stop.Token)).Should().Throw<OperationCanceledException>();
        stopped.Save(folder);
        resumed.Resume(folder);
        Directory.Delete(folder, recursive: true);
        resumed.PausedTask.Should().Be("a");
        resumed.Learn("a", TinyRun.Task(0), TestContext.Current.CancellationToken);
        resumed.Weights.data<double>().ToArray().Should().Equal(whole.Weights.data<double>().ToArray());
    }

    public void Dispose()
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static ContinualLearner Learner() => TinyRun.Learner(new([new("stamp", new Stamp())]), hear: _ => { });

    private void Save(ContinualLearner learner, int task)
    {
        learner.Learn($"task{task}", TinyRun.Task(task % 3, 8));
        learner.Save(folder);
    }

    private static void Left(string file, RunOwner owner) => File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(owner, JsonSerializerOptions.Web));

    private static void InterlockedMax(ref int place, int value)
    {
        for (int seen = place; seen < value && Interlocked.CompareExchange(ref place, value, seen) != seen; seen = place)
        {
        }
    }

    /// <summary>Keeps what it has seen of the learner, so that a save of mixed parts shows.</summary>
    private sealed class Stamp : ContinualStrategy
    {
        private Tensor? seen;
        private int tasks;

        public static string? FaultOf(ContinualLearner learner)
        {
            Stamp stamp = (Stamp)learner.Composition.Parts[0].Strategy;
            if (stamp.tasks != learner.TasksLearned) return $"{learner.TasksLearned} tasks with the state after {stamp.tasks}";
            return stamp.seen!.data<double>().ToArray().SequenceEqual(learner.Weights.data<double>().ToArray()) ? null : "weights of another save";
        }

        public override void AfterTask(in TaskFinished task)
        {
            Keep(ref seen, task.Weights);
            tasks = task.Index + 1;
        }

        public override void Visit(IStateVisitor state)
        {
            state.Vector("seen", ref seen);
            state.Value("tasks", ref tasks);
        }
    }
}
