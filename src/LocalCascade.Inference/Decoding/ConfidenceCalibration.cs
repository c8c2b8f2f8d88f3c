namespace LocalCascade.Inference.Decoding;

/// <summary>
/// A measured map from a model's confidence to the probability that its text is exactly right: straight lines between
/// points, from the model folder's <c>localcascade.json</c>. A model that brings none is taken at its word.
/// </summary>
public sealed class ConfidenceCalibration
{
    private readonly (double Confidence, double Precision)[] _points;

    /// <summary>Makes a map of points with rising confidence, both coordinates 0 to 1.</summary>
    /// <exception cref="ArgumentException">A point is out of range, or confidence does not rise.</exception>
    public ConfidenceCalibration(IEnumerable<(double Confidence, double Precision)> points)
    {
        _points = [.. points];
        for (var i = 0; i < _points.Length; i++)
        {
            if (_points[i].Confidence is not (>= 0 and <= 1) || _points[i].Precision is not (>= 0 and <= 1) || (i > 0 && _points[i].Confidence <= _points[i - 1].Confidence))
            {
                throw new ArgumentException($"point {i} of the calibration must have coordinates from 0 to 1 and a higher confidence than the one before");
            }
        }
    }

    /// <summary>The map of a model without a measured one: confidence is precision.</summary>
    public static ConfidenceCalibration Identity { get; } = new([(0, 0), (1, 1)]);

    /// <summary>The probability, 0 to 1, that a text of this confidence is right.</summary>
    public double Apply(double confidence)
    {
        if (_points.Length == 0)
        {
            return confidence;
        }

        var upper = Array.FindIndex(_points, p => p.Confidence >= confidence);
        if (upper <= 0)
        {
            return upper < 0 ? _points[^1].Precision : _points[0].Precision;
        }

        var (below, above) = (_points[upper - 1], _points[upper]);
        var share = (confidence - below.Confidence) / (above.Confidence - below.Confidence);
        return below.Precision + share * (above.Precision - below.Precision);
    }
}
