namespace Kif.Pipeline.Statistics;

/// <summary>
/// Where the noise in one run's AP comes from: standard deviations in points of AP. Runs share their test examples, so what the test set adds to all of them alike
/// does not show in the spread of runs and does not shrink with more seeds.
/// <para>
/// Within each order and task, seeds × examples is a table of scores. Two-way analysis of variance (one value per cell) splits it: what differs between seeds on all
/// examples alike, and what changes from example to example. With several orders their means are compared with the spread of seeds within orders (one-way analysis
/// of variance). Negative estimates are 0. The examples' scores are computed again from the predictions after the last task.
/// </para>
/// </summary>
/// <param name="Strategy">The strategy.</param>
/// <param name="Total">The root of the parts' squares; parts that are unknown are left out.</param>
/// <param name="Seeds">What would remain with endless test examples and one order. NaN below two seeds.</param>
/// <param name="Orders">What the order of the tasks adds. NaN with one order, or with one seed.</param>
/// <param name="TestSet">
/// What another draw of test examples would change: the root of (1/K²) Σ s²/n over the tasks, with the variance s² (n−1) of the n examples' scores; the mean over runs.
/// For scores of 0 and 1 that is the binomial error. NaN where predictions are missing or the metric's scores are no means over examples (joint goal accuracy);
/// <see cref="Seeds"/> then holds the examples' share in the spread of runs too.
/// </param>
public sealed record NoiseSplit(string Strategy, double Total, double Seeds, double Orders, double TestSet);
