namespace Kif.Models;

/// <summary>Creates untrained T5 models with Hugging Face's random initialization (factor 1).</summary>
internal static class T5Initializer
{
    /// <summary>Creates a model. Each weight is drawn from a stream derived from its name, so that equal seeds give equal weights.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="random">The source of the weights.</param>
    /// <param name="device">The device of the weights.</param>
    /// <param name="dtype">Float32 or Float64.</param>
    public static T5Backbone Create(T5Config config, RandomStream random, Device device, ScalarType dtype = ScalarType.Float32) =>
        new(config, new UntrainedWeights(random, name => Deviation(config, name)), device, dtype);

    /// <summary>
    /// Computes the standard deviation of a map or embedding: 1 for embedding and head, otherwise such that sums over its inputs keep their magnitude.
    /// </summary>
    private static double Deviation(T5Config config, string name)
    {
        string[] path = name.Split('.');
        double width = config.HiddenSize;
        return path[^2] switch
        {
            "shared" or "lm_head" => 1,
            "q" => 1 / Math.Sqrt(width * config.HeadDim),
            "o" => 1 / Math.Sqrt((double)config.Heads * config.HeadDim),
            "wo" => 1 / Math.Sqrt(config.IntermediateSize),
            _ => 1 / Math.Sqrt(width),
        };
    }
}
