pub struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl<'a> Parser<'a> {
    pub fn parse_sum(&mut self) -> Result<Expr, ParseError> {
        let mut left = self.parse_product()?;
        while let Some(op) = self.take_any(&[TokenKind::Plus, TokenKind::Minus]) {
            let right = self.parse_product()?;
            left = Expr::Binary { op, left: Box::new(left), right: Box::new(right) };
        }
        Ok(left)
    }

    pub fn parse_product(&mut self) -> Result<Expr, ParseError> {
        let mut left = self.parse_unary()?;
        while let Some(op) = self.take_any(&[TokenKind::Star, TokenKind::Slash]) {
            let right = self.parse_unary()?;
            left = Expr::Binary { op, left: Box::new(left), right: Box::new(right) };
        }
        Ok(left)
    }

    pub fn parse_comparison(&mut self) -> Result<Expr, ParseError> {
        let mut left = self.parse_sum()?;
        while let Some(op) = self.take_any(&[TokenKind::Less, TokenKind::Greater]) {
            let right = self.parse_sum()?;
            left = Expr::Binary { 
        }
        Ok(left)
    }
}
