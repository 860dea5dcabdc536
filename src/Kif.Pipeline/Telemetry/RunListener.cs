using Kif.Pipeline.Events;
using Microsoft.Extensions.Logging;

namespace Kif.Pipeline.Telemetry;

/// <summary>Hears one run, on the run's thread.</summary>
internal sealed class RunListener(string strategy, long seed, RunMeter meter, ILogger learning, ILogger evaluation, TimeProvider time)
{
    private long started;
    private int steps;

    public void Hear(RunEvent happened)
    {
        switch (happened)
        {
            case RunStarted e:
                learning.RunStarted(strategy, seed, e.TrainedParameters);
                break;
            case TaskStarted e:
                (started, steps) = (time.GetTimestamp(), 0);
                learning.TaskStarted(strategy, seed, e.Task, e.PlannedSteps);
                break;
            case StepFinished e:
                Step(e);
                break;
            case TaskLearned e:
                double seconds = time.GetElapsedTime(started).TotalSeconds;
                meter.Learned(strategy, e.Task, seconds, e.StateBytes);
                learning.TaskLearned(strategy, seed, e.Task, steps, seconds);
                break;
            case TaskEvaluated e:
                meter.Evaluated(strategy, e.Task, e.Score);
                evaluation.TaskEvaluated(strategy, seed, e.Task, e.Score, e.After);
                break;
            case RunFinished e:
                learning.RunFinished(strategy, seed, e.Seconds, ContinualMetrics.AveragePerformance(e.Matrix));
                break;
        }
    }

    private void Step(StepFinished e)
    {
        meter.Step(strategy, e);
        if (e.Skipped) learning.StepSkipped(strategy, seed, e.Position.Task, e.Position.Step, e.GradientNorm);
        else
        {
            steps++;
            learning.StepFinished(strategy, seed, e.Position.Task, e.Position.Step, e.Loss);
        }
    }
}
