namespace Kif.Pipeline.Comparison;

/// <summary>Hands out a run's final model and weights before they are freed; both are borrowed for the time of the call.</summary>
/// <param name="strategy">Name of the strategy.</param>
/// <param name="seed">The seed.</param>
/// <param name="afterTask">Tasks learnt so far.</param>
/// <param name="model">The model.</param>
/// <param name="weights">Its kept weights.</param>
public delegate void RunCapture(string strategy, long seed, int afterTask, ILanguageModel model, Tensor weights);
