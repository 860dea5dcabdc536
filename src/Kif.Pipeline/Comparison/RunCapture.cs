using Kif.Pipeline.Events;

namespace Kif.Pipeline.Comparison;

/// <summary>Hands out a run's final model and weights before they are freed; both are borrowed for the time of the call.</summary>
/// <param name="run">Which run.</param>
/// <param name="afterTask">Tasks learnt so far.</param>
/// <param name="model">The model.</param>
/// <param name="weights">Its kept weights.</param>
public delegate void RunCapture(RunKey run, int afterTask, ILanguageModel model, Tensor weights);
