using Kif.Pipeline.Tests.Training;
using Kif.Tests;

namespace Kif.Pipeline.Tests.State;

/// <summary>What was saved is what is read: a learner with a file that is missing or has another bit is refused, by name.</summary>
public sealed class DamagedSaveTests : IDisposable
{
    private static readonly StrategyComposer Composer = new(KifServices.BuiltIn());
    private readonly string root = Directory.CreateTempSubdirectory("kif-damage-").FullName;

    public static TheoryData<string> Strategies => [.. KifServices.BuiltIn().Strategies.Select(s => s.Name), "kif-lora+replay", "inc-lora"];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Every_file_between_and_within_tasks(string strategy)
    {
        using ContinualLearner saved = Learner(strategy);
        saved.Learn("task0", TinyRun.Task(0), TestContext.Current.CancellationToken);
        saved.Save(Path.Combine(root, "between"));
        Stop(saved);
        saved.Save(Path.Combine(root, "within"));
        foreach (string folder in new[] { "between", "within" })
        {
            string[] files = [.. Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories)
                .Where(f => !f.EndsWith(".lock") && !f.EndsWith(".owner.json"))];
            files.Should().HaveCountGreaterThan(3);
            foreach ((string file, string kind, int seed) in files.SelectMany((f, i) => Damage.Kinds.Select((k, j) => (f, k, 10 * i + j))))
            {
                byte[] content = File.ReadAllBytes(file);
                Damage.Do(file, kind, seed);
                using ContinualLearner other = Learner(strategy);
                other.Invoking(o => o.Resume(Path.Combine(root, folder))).Should().Throw<InvalidDataException>($"{file} was {kind}")
                    .Which.Message.Should().Contain(Path.GetFileName(file));
                File.WriteAllBytes(file, content);
            }
            using ContinualLearner whole = Learner(strategy);
            whole.Resume(Path.Combine(root, folder));
        }
    }

    [Fact]
    public void A_state_of_other_pieces_is_refused()
    {
        using ContinualLearner learner = Learner("ewc");
        learner.Learn("task0", TinyRun.Task(0), TestContext.Current.CancellationToken);
        string state = Path.Combine(root, "state");
        StateFolder.Write(learner.Composition, state);
        File.Delete(Path.Combine(state, "state.safetensors"));
        Action read = () => StateFolder.Read(learner.Composition, learner.Model.Space, learner.Model.Device, state);
        read.Should().Throw<InvalidDataException>().WithMessage("*state.safetensors is missing: it was written with 2 tensors");
        StateFolder.Write(new Nothing(), state);
        read.Should().Throw<InvalidDataException>().WithMessage("*' is missing");
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private static void Stop(ContinualLearner learner)
    {
        using var stop = new CancellationTokenSource();
        int steps = 0;
        learner.BetweenSteps = () =>
        {
            if (++steps == 3) stop.Cancel();
        };
        learner.Invoking(l => l.Learn("task1", TinyRun.Task(1), stop.Token)).Should().Throw<OperationCanceledException>();
        learner.PausedTask.Should().Be("task1");
    }

    private static ContinualLearner Learner(string strategy) => TinyRun.Learner(Composer.Choose(strategy).Compose(), dropout: 0.1);

    private sealed class Nothing : IStateful
    {
        public void Visit(IStateVisitor state)
        {
        }
    }
}
