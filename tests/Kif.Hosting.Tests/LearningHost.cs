using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Kif.Hosting.Tests;

/// <summary>A host with the service on the embedded model; a task of eight rows is one step.</summary>
internal sealed class LearningHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly IHost host;
    private bool disposed;

    private LearningHost(IHost host) => this.host = host;

    public LearningService Service => host.Services.GetRequiredService<LearningService>();

    public CurrentModel Model => host.Services.GetRequiredService<CurrentModel>();

    public static LearningTask Task(string name, int rows = 8, int from = 0)
    {
        LearningTask task = EmbeddedStream.Create(1, from + rows, 0).Tasks[0];
        return new(name, [.. task.Train.Skip(from)], []);
    }

    public static async Task<LearningHost> Start(
        string folder, Action<LearningOptions>? configure = null, Action<IServiceCollection>? services = null, bool waits = true)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddKif(catalog => catalog.AddStrategy<Failing>("failing", "fails on tasks of a name"));
        builder.Services.AddKifLearning(options =>
        {
            (options.Folder, options.Strategy, options.HoldOut, options.RetryDelay) = (folder, "kif-lora+failing", 0, TimeSpan.FromMilliseconds(10));
            options.Training = CompareSettings.ForEmbedded().Training with { Epochs = 1, BatchSize = 8 };
            configure?.Invoke(options);
        });
        services?.Invoke(builder.Services);
        IHost host = builder.Build();
        LearningHost started = new(host);
        await host.StartAsync(TestContext.Current.CancellationToken);
        if (waits) await started.Until(() => started.Model.IsLoaded && started.Service.Status.Problem is null && started.Service.Accepts);
        return started;
    }

    public QueueAnswer Enqueue(string name, int rows = 8, int from = 0) => Service.Enqueue(Task(name, rows, from));

    public async Task Learned(long tasks) => await Until(() => Service.Status.LearnedTasks >= tasks && Model.Tasks >= tasks);

    public async Task Until(Func<bool> condition)
    {
        long from = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(from) > Patience) throw new TimeoutException($"{Service.Status}");
            await System.Threading.Tasks.Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    public async Task<string> Answer(string prompt) => (await Model.AnswerAsync([prompt]))!.Outputs[0];

    public async Task<HealthReport> Health() =>
        await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (disposed) return;
        disposed = true;
        await host.StopAsync(TestContext.Current.CancellationToken);
        host.Dispose();
    }

    private sealed class Failing : ContinualStrategy
    {
        public override TaskPlan BeforeTask(in TaskStart task) =>
            task.Task.StartsWith("bad", StringComparison.Ordinal) ? throw new InvalidDataException("this task can't be learned") : TaskPlan.Default;
    }
}
