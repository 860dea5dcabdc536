using Kif.Pipeline.Events;

namespace Kif.Pipeline.Comparison;

/// <summary>A callback with a run's model and weights after a task, before they are freed; both are borrowed during the call.</summary>
/// <param name="run">The run.</param>
/// <param name="afterTask">Tasks learned so far.</param>
/// <param name="model">The model.</param>
/// <param name="weights">Its final weights after the task.</param>
public delegate void RunCapture(RunKey run, int afterTask, ILanguageModel model, Tensor weights);
