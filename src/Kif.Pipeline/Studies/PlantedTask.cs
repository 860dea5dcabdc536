namespace Kif.Pipeline.Studies;

/// <summary>
/// A synthetic task with known structure: an example has one symbol for each of <see cref="Places"/> places, and one of <see cref="Answers"/> answers. The
/// answer is drawn from a softmax over sums of hidden values of the symbols at the <em>informative</em> places; the symbols at all other places are
/// independent of it. Each set of symbols is used by one task.
/// </summary>
internal sealed class PlantedTask
{
    public const int Places = 16, Telling = 5, Symbols = 24, Sets = 2, Answers = 6;
    private const double Sharpness = 1.5;
    private readonly double[,,] hidden = new double[Places, Symbols, Answers];
    private readonly RandomStream random;
    private readonly int set;

    /// <summary>Draws informative places and hidden values.</summary>
    /// <param name="random">The task's own random stream.</param>
    /// <param name="set">The index of its set of symbols, below <see cref="Sets"/>.</param>
    public PlantedTask(RandomStream random, int set)
    {
        (this.random, this.set) = (random.Derive("examples"), set);
        RandomStream own = random.Derive("task");
        TellingPlaces = [.. own.Permutation(Places).Take(Telling).Order()];
        foreach (int place in TellingPlaces)
            for (int s = 0; s < Symbols; s++)
                for (int a = 0; a < Answers; a++) hidden[place, s, a] = Sharpness * own.NextNormal();
    }

    /// <summary>The places whose symbols determine the answer.</summary>
    public IReadOnlyList<int> TellingPlaces { get; }

    /// <summary>Draws new examples: the input has the symbols' numbers, the target the answer's.</summary>
    public IReadOnlyList<Example> Examples(int count) => [.. Enumerable.Range(0, count).Select(i =>
    {
        int[] symbols = [.. Enumerable.Range(0, Places).Select(place => (place * Sets + set) * Symbols + random.Next(Symbols))];
        return new Example(string.Join(' ', symbols), Answer(symbols).ToString(System.Globalization.CultureInfo.InvariantCulture), $"planted-{i}");
    })];

    private int Answer(int[] symbols)
    {
        double[] weight = [.. Enumerable.Range(0, Answers).Select(a => Math.Exp(symbols.Select((s, place) => hidden[place, s % Symbols, a]).Sum()))];
        double draw = random.NextDouble() * weight.Sum();
        int answer = 0;
        while (answer < Answers - 1 && (draw -= weight[answer]) >= 0) answer++;
        return answer;
    }
}
